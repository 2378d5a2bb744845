// The panel of emoji above the keyboard.

import { make } from "./elements.js";

const EMOJIS = [..."😀😄😁😆😅🤣😊🙂😉😌😍🥰😘😋😎🤩🥳😏😒😔😢😭😤😡🤔🤗🤫😴😷🙏👍👎👏🙌💪👌✌️🤝❤️💛💚💙💜🖤💔🎁🎂🌹💐👜👠👗💍⌚🛍️✨🔥☕"]
  .reduce((list, sign) => {
    if (sign === "\ufe0f") list.push(list.pop() + sign);
    else list.push(sign);
    return list;
  }, []);

/** The buttons; `chosen(sign)` gets the one that was tapped. */
export function emojiButtons(chosen) {
  return EMOJIS.map((sign) => {
    const button = make("button", "", sign);
    button.type = "button";
    button.addEventListener("click", () => chosen(sign));
    return button;
  });
}

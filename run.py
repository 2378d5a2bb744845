"""``python run.py`` starts the demo; ``python run.py --help`` lists every command."""

import gc

# Nothing that is loaded at the start is garbage: looking for some costs a fifth of the time.
gc.disable()

from bot.cli import main  # noqa: E402 - see above

gc.enable()

if __name__ == "__main__":
    main()

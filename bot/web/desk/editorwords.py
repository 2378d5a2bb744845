"""The words of the pages for editors: trying a question, and what nobody answered."""

from __future__ import annotations

EDITORS: dict[str, tuple[str, str]] = {
    "nav": ("页面", "Pages"),
    "nav.desk": ("工作台", "Desk"),
    "nav.try": ("试问", "Try"),
    "nav.unanswered": ("未答问题", "Unanswered"),
    # try a question
    "try.title": ("试问一句", "Try a question"),
    "try.lead": (
        "看机器人会怎样回答、为什么。使用线上正在生效的内容，不留任何记录。",
        "See what the bot would answer, and why. It uses the content in force; nothing is"
        " recorded.",
    ),
    "try.label": ("客人的话", "What a guest writes"),
    "try.placeholder": ("像客人一样写一句，例如：包能退吗", "Write like a guest: can I return it"),
    "try.hint": (
        "Enter 提交，Shift + Enter 换行，/ 回到输入框",
        "Enter asks, Shift + Enter starts a line, / returns here",
    ),
    "try.submit": ("试问", "Ask"),
    "try.skip": ("跳到结果", "Skip to the result"),
    "try.failed": ("没有得到结果，请再试一次。", "There was no result. Please try again."),
    "try.refused": (
        "上次修改有错误，未生效；以下仍是上一版内容的回答。",
        "The last edit has errors and is not in force; the former content answers.",
    ),
    "try.more": ("还有 {n} 处。", "And {n} more."),
    "try.decision.answer": ("直接回答", "Answers"),
    "try.decision.clarify": ("反问，请客人选择", "Asks back with choices"),
    "try.decision.fallback": ("不确定，请人工协助", "Not sure: offers a person"),
    "try.human": ("转接人工", "Calls a person"),
    "try.handled": ("由 {handler} 处理。", "Handled by {handler}."),
    "try.tokens": ("分词", "Words"),
    "try.slot.place": ("地点", "Place"),
    "try.slot.product": ("品类", "Product"),
    "try.slot.day": ("日期", "Day"),
    "try.slot.time": ("时间", "Time"),
    "try.slot.phone": ("电话", "Telephone"),
    "try.slot.order": ("订单号", "Order"),
    "try.read": ("客人会看到", "What the guest reads"),
    "try.fans": ("这位客人的语言", "this guest's language"),
    "try.silent": ("不发送消息", "No message"),
    "try.queues": ("并转接人工排队", "and queues for a person"),
    "try.candidates": ("候选条目", "Candidates"),
    "try.marks": (
        "横条是把握；刻度：达到 {clarify}% 会反问，达到右侧刻度会直接回答。",
        "Bars show how sure the bot is; the marks: from {clarify}% it asks back,"
        " from the right one on it answers.",
    ),
    "try.legend": (
        "词：两边都有的为实线框；删除线是问法里没有的；虚线框是只有问法里有的。",
        "Words: framed ones stand in both; struck ones are not in the phrasing; dashed ones are"
        " only in the phrasing.",
    ),
    "try.shared": ("两边都有", "in both"),
    "try.missing": ("问法里没有", "not in the phrasing"),
    "try.extra": ("只有问法里有", "only in the phrasing"),
    "try.risky": ("高风险", "high risk"),
    "try.phrasing": ("最接近的问法", "Closest phrasing"),
    "try.chosen": ("以此回答。", "This one answers."),
    "try.short": (
        "还差 {n} 个百分点才会直接回答（需 {needed}%）。",
        "{n} points short of answering ({needed}% needed).",
    ),
    "try.behind": ("落后首选 {n} 个百分点。", "{n} points behind the first."),
    "try.none": ("没有任何条目与这句话相近。", "No entry resembles these words."),
    "try.book": (
        "生效内容：{entries} 个条目，{phrasings} 种问法，版本",
        "In force: {entries} entries, {phrasings} phrasings, version",
    ),
    # what nobody answered
    "missed.title": ("未答问题", "Unanswered questions"),
    "missed.lead": (
        "机器人没有听懂、或反问后无人选择的话，按意思归在一起，问的人最多的在前。号码、邮箱与地址已隐去。",
        "What the bot did not understand, or asked back about in vain, grouped by meaning, most"
        " wanted first. Numbers, e-mails and addresses are gone.",
    ),
    "missed.skip": ("跳到问题", "Skip to the questions"),
    "missed.period": ("时间范围", "Period"),
    "missed.days": ("近 {n} 天", "{n} days"),
    "missed.sum": (
        "{fans} 位客人的 {messages} 条消息没有得到回答。",
        "{messages} messages of {fans} guests had no answer.",
    ),
    "missed.left": (
        "其中 {n} 条没有提问（表情、符号、单字或数字），不列出。",
        "{n} of them ask nothing (emoji, signs, a character, a number) and are left out.",
    ),
    "missed.cut": ("数量过多，只看了最新的。", "There are too many: the newest are shown."),
    "missed.fans": ("位客人", "guests"),
    "missed.messages": ("{n} 条消息", "{n} messages"),
    "missed.last": ("最近", "last"),
    "missed.try": ("试问这一句", "Try this question"),
    "missed.partly": (
        "现在其中 {n} 位会得到回答（{entry}）。",
        "{n} of them would be answered now ({entry}).",
    ),
    "missed.nearest": ("最接近的条目", "Nearest entry"),
    "missed.agent": ("顾问这样回答过：", "An advisor answered:"),
    "missed.add": ("把这些问法加进该条目", "Add these phrasings to that entry"),
    "missed.new": ("新条目：粘贴后写上回答", "A new entry: paste it, then write the answer"),
    "missed.instead": ("不是这个意思？改用新条目", "Not what they mean? A new entry instead"),
    "missed.copy": ("复制 YAML", "Copy YAML"),
    "missed.copied": ("已复制", "Copied"),
    "missed.nothing": ("没有未答的问题", "Nothing is unanswered"),
    "missed.nothing.hint": (
        "这段时间里，客人的话都得到了回答。",
        "In this period everything that guests asked was answered.",
    ),
    "missed.more": ("还有 {n} 组没有列出。", "{n} more groups are not shown."),
    "missed.answered": ("现在已能回答", "Answered by now"),
    "missed.effect": (
        "{all} 位问过的客人中，{n} 位现在会得到回答，条目",
        "{n} of the {all} guests who asked would be answered now, by",
    ),
    "missed.helped": (
        "此后，该条目已回答 {n} 位客人。",
        "Since then that entry has answered {n} guests.",
    ),
}

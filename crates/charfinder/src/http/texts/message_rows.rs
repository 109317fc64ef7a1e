//! The templates of [`messages`](super::messages): English, Russian, Chinese. In the English `{}` stands for anything, `{m}` for a
//! message, `{l}` for a list of names; a translation has their numbers. The first template that fits counts.

use super::terms::Row;

pub(super) const ROWS: &[Row] = &[
    // Findings about single characters.
    ("a sequence: {}", "последовательность: {0}", "序列：{0}"),
    ("{} marks on one character", "знаков на одном символе: {0}", "一个字符上有 {0} 个记号"),
    ("{} is {} in NFC", "{0} в форме NFC — {1}", "{0} 的 NFC 形式是 {1}"),
    ("no UTF-8: {m}", "не UTF-8: {0}", "不是 UTF-8：{0}"),
    (
        "no UTF-8 from byte {} on: {m}",
        "не UTF-8 начиная с байта {0}: {1}",
        "从第 {0} 个字节起不是 UTF-8：{1}",
    ),
    ("{} never stands in UTF-8", "{0} никогда не встречается в UTF-8", "{0} 从不出现在 UTF-8 中"),
    ("{} continues nothing", "{0} ничего не продолжает", "{0} 前面没有首字节"),
    ("{} lacks the bytes that follow it", "после {0} не хватает байтов", "{0} 之后缺少字节"),
    (
        "{} starts a form that is longer than need be",
        "{0} начинает запись длиннее необходимой",
        "{0} 开始了一个过长的编码形式",
    ),
    (
        "{} starts a surrogate, as in CESU-8",
        "{0} начинает суррогат, как в CESU-8",
        "{0} 开始了一个代理码位，如 CESU-8",
    ),
    ("{} starts a number above 10FFFF", "{0} начинает число больше 10FFFF", "{0} 开始了一个大于 10FFFF 的数"),
    (
        "{} tag characters, which are not seen, say `{}`",
        "невидимые символы-теги (всего {0}) говорят: «{1}»",
        "{0} 个不可见的标签字符写着“{1}”",
    ),
    (
        "{} variation selectors in a row, in which bytes can be hidden: `{}`",
        "селекторы варианта подряд (всего {0}), в которых можно спрятать байты: «{1}»",
        "连续 {0} 个变体选择符，其中可能藏有字节：“{1}”",
    ),
    (
        "{} variation selectors in a row, in which bytes can be hidden",
        "селекторы варианта подряд (всего {0}), в которых можно спрятать байты",
        "连续 {0} 个变体选择符，其中可能藏有字节",
    ),
    ("{} selects nothing here", "{0} здесь ничего не выбирает", "{0} 在此不起作用"),
    ("{} stands at the start of the text", "{0} стоит в начале текста", "{0} 位于文本开头"),
    ("{} stands for something that was lost", "{0} стоит вместо утраченного", "{0} 代表已丢失的内容"),
    ("{} is seen only where a line is broken", "{0} виден только при переносе", "{0} 仅在换行处可见"),
    ("{} is a control character", "{0} — управляющий символ", "{0} 是控制字符"),
    ("{} means what its users have agreed on", "{0} значит то, о чём договорились", "{0} 的含义由使用者约定"),
    (
        "{} is not for texts that are passed on",
        "{0} не предназначен для обмена текстами",
        "{0} 不应出现在交换的文本中",
    ),
    ("{} is not assigned so far", "{0} пока не назначен", "{0} 尚未指定"),
    ("{} is not the usual space", "{0} — не обычный пробел", "{0} 不是普通空格"),
    (
        "{} ends a line, but few programs know",
        "{0} кончает строку, но это знают немногие программы",
        "{0} 结束一行，但很少有程序知道",
    ),
    // Findings about directions.
    (
        "{} takes back a change of direction that is not there",
        "{0} отменяет смену направления, которой не было",
        "{0} 结束了并不存在的方向改变",
    ),
    (
        "{} shows what follows in an order of its own",
        "{0} показывает следующее в ином порядке",
        "{0} 会以另一种顺序显示其后的内容",
    ),
    ("{} takes back a change of direction", "{0} отменяет смену направления", "{0} 结束方向改变"),
    (
        "{} changes the direction of what follows",
        "{0} меняет направление следующего",
        "{0} 改变其后内容的方向",
    ),
    (
        "{} is not seen, and can move what stands around it",
        "{0} не виден и может переставить соседей",
        "{0} 不可见，且可能移动其周围的内容",
    ),
    (
        "{} is not taken back by the end of its paragraph",
        "{0} не отменён до конца абзаца",
        "{0} 在段落结束前没有被结束",
    ),
    ("{} is not seen", "{0} не виден", "{0} 不可见"),
    // Findings about words and lines.
    ("`{}` has digits of several systems", "в «{0}» цифры разных систем", "“{0}”含有多种数字系统的数字"),
    (
        "`{}` looks like `{}`, but is written in {l}",
        "«{0}» похоже на «{1}», но написано буквами: {2}",
        "“{0}”看起来像“{1}”，但由以下文字写成：{2}",
    ),
    ("`{}` is written in {l}", "«{0}» написано буквами: {1}", "“{0}”由以下文字写成：{1}"),
    (
        "this line ends with {}, those before with {}",
        "эта строка кончается на {0}, предыдущие — на {1}",
        "本行以 {0} 结尾，前面的行以 {1} 结尾",
    ),
    // Notices about words.
    (
        "nothing has all of the words, so {l} was left out",
        "всех слов вместе нет нигде, поэтому пропущено: {0}",
        "没有同时含有所有单词的结果，因此略去了{0}",
    ),
    // Notices about notations.
    (
        "`{}` is above 10FFFF, the last code point",
        "«{0}» больше последней кодовой позиции 10FFFF",
        "“{0}”大于最后一个码位 10FFFF",
    ),
    ("`{}` is not a hexadecimal number", "«{0}» — не шестнадцатеричное число", "“{0}”不是十六进制数"),
    ("`{}` is not a decimal number", "«{0}» — не десятичное число", "“{0}”不是十进制数"),
    (
        "the range ends before it starts: try {}",
        "диапазон кончается раньше, чем начинается: попробуйте {0}",
        "范围的终点在起点之前：请试 {0}",
    ),
    (
        "no UTF-16: {} is half of a pair",
        "не UTF-16: {0} — половина пары",
        "不是 UTF-16：{0} 只是代理对的一半",
    ),
    ("half a unit of {} is left over", "остаётся половина единицы {0}", "多出半个 {0} 单元"),
    (
        "no character or sequence is named `{}`",
        "нет символа или последовательности с названием «{0}»",
        "没有名为“{0}”的字符或序列",
    ),
    ("HTML has no entity `{}`", "в HTML нет сущности «{0}»", "HTML 没有实体“{0}”"),
    (
        "more than {} code points: `charfinder identify` reads whole texts",
        "больше кодовых позиций, чем {0}: целые тексты разбирает страница «Разобрать»",
        "码位多于 {0} 个：请用“识别”页面查看整段文本",
    ),
    // Notices about sets.
    (
        "read as words, for it is not a set: {m}",
        "прочитано как слова, потому что не множество: {0}",
        "按词语理解，因为不是集合：{0}",
    ),
    ("not a set: {m}", "не множество: {0}", "不是集合：{0}"),
    ("at character {}: {m}", "знак {0}: {1}", "第 {0} 个字符：{1}"),
    (
        "a set has at most {} characters",
        "запись множества не длиннее {0} знаков",
        "集合表达式最多 {0} 个字符",
    ),
    ("brackets may be nested {} deep", "глубина скобок — не больше {0}", "括号最多嵌套 {0} 层"),
    (
        "a set is made of at most {} sets",
        "множество составляется не больше чем из {0} множеств",
        "一个集合最多由 {0} 个集合组成",
    ),
    ("{m} is needed, not {}", "нужно: {0}, а не {1}", "这里需要{0}，而不是 {1}"),
    ("{m} is needed, and the text ends", "нужно: {0}, а запись кончается", "这里需要{0}，但文本已结束"),
    (
        "a set, which starts with `[` or `\\p{`",
        "множество, которое начинается с «[» или «\\p»",
        "以“[”或“\\p”开头的集合",
    ),
    (
        "a set or one of & and - before a set",
        "множество либо & или - перед множеством",
        "集合，或集合前的 & 或 -",
    ),
    (
        "a set behind `-`, or `\\-` for a hyphen",
        "множество после «-» или «\\-» для дефиса",
        "“-”之后的集合，或用“\\-”表示连字符",
    ),
    (
        "a set behind `&`, or `\\&` for an ampersand",
        "множество после «&» или «\\&» для амперсанда",
        "“&”之后的集合，或用“\\&”表示和号",
    ),
    ("`\\}` for a brace", "обратная косая черта перед фигурной скобкой", "花括号前的反斜杠"),
    ("the end of the range", "конец диапазона", "范围的终点"),
    ("a character", "символ", "一个字符"),
    ("a character behind `\\`", "символ после «\\»", "“\\”之后的字符"),
    ("a hexadecimal digit", "шестнадцатеричная цифра", "十六进制数字"),
    ("a hexadecimal number", "шестнадцатеричное число", "十六进制数"),
    ("`{` and a name", "фигурная скобка и название", "花括号和名称"),
    ("`{` or the letter of a category", "фигурная скобка или буква категории", "花括号或类别字母"),
    (
        "what is opened here is not closed by `{}`",
        "открытое здесь не закрыто знаком «{0}»",
        "此处打开的内容没有用“{0}”关闭",
    ),
    ("the range ends before it starts", "диапазон кончается раньше, чем начинается", "范围的终点在起点之前"),
    (
        "`\\` means nothing before {}; known are {} and \\ before punctuation",
        "«\\» ничего не значит перед {0}; известны {1} и \\ перед знаком препинания",
        "“\\”在 {0} 之前没有意义；可用的有 {1}，以及标点前的 \\",
    ),
    ("code points end at 10FFFF", "кодовые позиции кончаются на 10FFFF", "码位止于 10FFFF"),
    (
        "strings in braces are not supported, only single characters are; write \\{ for a brace",
        "строки в фигурных скобках не поддерживаются, только отдельные символы; перед самой скобкой пишется \\",
        "不支持花括号中的字符串，只支持单个字符；花括号本身前请写 \\",
    ),
    (
        "there is no property, script or category {}; did you mean `{}`?",
        "нет свойства, письменности или категории {0}; возможно, «{1}»?",
        "没有名为 {0} 的属性、文字或类别；您是不是指“{1}”？",
    ),
    (
        "there is no property, script or category {}",
        "нет свойства, письменности или категории {0}",
        "没有名为 {0} 的属性、文字或类别",
    ),
    ("no character is named {}", "нет символа с названием {0}", "没有名为 {0} 的字符"),
    (
        "regular expressions are not supported as values; search by the words of names instead",
        "регулярные выражения не поддерживаются; ищите по словам названий",
        "不支持以正则表达式作为值；请按名称中的单词搜索",
    ),
    // Notices about filters.
    ("{}: has no value {}; {m}", "у фильтра {0}: нет значения {1}; {2}", "{0}: 没有值 {1}；{2}"),
    ("{} has no value {}; {m}", "у {0} нет значения {1}; {2}", "{0} 没有值 {1}；{2}"),
    ("{}: has more than {} values", "у фильтра {0}: больше значений, чем {1}", "{0}: 的值多于 {1} 个"),
    ("did you mean `{}`?", "возможно, «{0}»?", "您是不是指“{0}”？"),
    ("it is one of {}, … ({} in all)", "допустимы {0}… (всего {1})", "可用的有 {0}……（共 {1} 个）"),
    ("it is one of {}, or a property", "допустимы {0} или свойство", "可用的有 {0}，或某个属性"),
    ("it is one of {}", "допустимы {0}", "可用的有 {0}"),
    ("it is `Yes` or `No`", "допустимы «Yes» и «No»", "可用的有“Yes”和“No”"),
    ("values have at most {} bytes", "значение — не длиннее {0} байт", "值最多 {0} 字节"),
    ("versions go from {} to {}", "версии — от {0} до {1}", "版本从 {0} 到 {1}"),
    (
        "versions are {}, with <, <=, >, >= before one or .. between two",
        "версии — {0}; перед одной ставится <, <=, > или >=, между двумя — ..",
        "版本有 {0}；一个版本前可加 <、<=、> 或 >=，两个版本之间可用 ..",
    ),
    ("numbers are written 7, 0.5 or 1/2", "числа пишутся так: 7, 0.5 или 1/2", "数的写法为 7、0.5 或 1/2"),
    ("{}: takes at most {} values at once", "{0}: не больше {1} значений сразу", "{0}: 一次最多取 {1} 个值"),
    (
        "read as words, for it is not a set: {m}",
        "ищется как слова, потому что это не множество: {0}",
        "按单词搜索，因为不是集合：{0}",
    ),
    (
        "lang:{} needs words to look for beside it",
        "рядом с lang:{0} нужны слова, которые искать",
        "lang:{0} 旁需要有要查找的单词",
    ),
    ("{}: takes {}", "фильтру {0}: нужно значение: {1}", "筛选 {0}: 需要一个值：{1}"),
    (
        "write the number of a radical from 1 to 214, or the radical, and after `+` the strokes beside it if they count: {}",
        "пишется номер ключа от 1 до 214 или сам ключ, а после «+» — число остальных черт, если оно важно: {0}",
        "写部首编号（1 至 214）或部首本身；若计其余笔画，写在“+”之后：{0}",
    ),
    ("write how many, or a range: {}", "пишется число или диапазон: {0}", "写一个数或一个范围：{0}"),
    ("only {} filters count", "учитываются только первые фильтры, не больше {0}", "最多只计 {0} 个筛选条件"),
    (
        "there are no keywords in the language `{}`; there are in {}, by tags such as `fr`, `ru` or `zh-Hant`",
        "на языке «{0}» ключевых слов нет; есть на других (всего {1}), по меткам вроде «fr», «ru» или «zh-Hant»",
        "没有语言“{0}”的关键词；有 {1} 种语言，标签如“fr”“ru”或“zh-Hant”",
    ),
    // Parameters.
    (
        "the query part of the address has {} bytes; at most {} are allowed",
        "в запросе адреса {0} байт; допустимо не больше {1}",
        "地址的查询部分有 {0} 字节；最多允许 {1} 字节",
    ),
    ("the parameter '{}' is missing; {m}", "нет параметра «{0}»; {1}", "缺少参数“{0}”；{1}"),
    (
        "the parameter '{}' is given more than once; give it once",
        "параметр «{0}» указан несколько раз; нужен один",
        "参数“{0}”出现多次；请只给一次",
    ),
    (
        "the parameter '{}' has a '%' that is not followed by two hexadecimal digits; write '%25' for the sign itself",
        "в параметре «{0}» после «%» нет двух шестнадцатеричных цифр; сам знак пишется «%25»",
        "参数“{0}”中的“%”之后不是两位十六进制数字；该符号本身请写作“%25”",
    ),
    (
        "the parameter '{}' is not UTF-8; encode its text as UTF-8 before escaping it",
        "параметр «{0}» — не UTF-8; текст нужно сначала закодировать в UTF-8",
        "参数“{0}”不是 UTF-8；请先将文本编码为 UTF-8 再转义",
    ),
    (
        "the parameter '{}' has {} bytes; at most {} are allowed",
        "в параметре «{0}» {1} байт; допустимо не больше {2}",
        "参数“{0}”有 {1} 字节；最多允许 {2} 字节",
    ),
    ("the parameter '{}' is not valid: {m}", "параметр «{0}» не годится: {1}", "参数“{0}”无效：{1}"),
    ("give a whole number from {} to {}", "нужно целое число от {0} до {1}", "请给出从 {0} 到 {1} 的整数"),
    (
        "give at most {} languages beside English",
        "не больше {0} языков, не считая английского",
        "除英语外最多 {0} 种语言",
    ),
    (
        "{} is not a version of Unicode; allowed are {}",
        "{0} — не версия Юникода; допустимы {1}",
        "{0} 不是 Unicode 版本；可用的有 {1}",
    ),
    // Pages that are refused.
    ("Method Not Allowed", "Метод не поддерживается", "不支持该方法"),
    ("Too Many Requests", "Слишком много запросов", "请求过多"),
    ("There is nothing at this address.", "По этому адресу ничего нет.", "该地址没有任何内容。"),
    ("This address answers {l} only.", "Этот адрес отвечает только на {0}.", "该地址只响应 {0}。"),
    (
        "There were too many requests from your address; come again in {} s.",
        "С вашего адреса было слишком много запросов; повторите через {0} с.",
        "来自您地址的请求过多；请在 {0} 秒后再来。",
    ),
];

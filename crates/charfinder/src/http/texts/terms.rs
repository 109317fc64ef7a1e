//! What the standard calls categories, properties and their values, in the languages of the pages.
//!
//! Neither Unicode nor CLDR translates these, so the words are ours, after those of textbooks. They are looked up by the English
//! name with spaces; what is not here (the names of scripts and blocks, of groups of Arabic letters) stays English and is marked
//! as such on the page.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt::{self, Display, Formatter};
use std::sync::LazyLock;

use super::Interface;
use super::emoji_terms::EMOJI_TERMS;
use super::value_terms::VALUE_TERMS;
use crate::http::html::Escaped;

/// English, Russian, Chinese.
pub(super) type Row = (&'static str, &'static str, &'static str);

/// A name of the standard, shown in the language of the pages if there is a word for it.
#[derive(Clone, Debug)]
pub(in crate::http) struct Term<'a> {
    text: Cow<'a, str>,
    /// Whether it is English on a page that is not.
    is_foreign: bool,
}

impl<'a> Term<'a> {
    /// `name` as the standard writes it, with underscores or spaces.
    pub(super) fn new(interface: Interface, name: &'a str) -> Self {
        let english: Cow<'a, str> =
            if name.contains('_') { name.replace('_', " ").into() } else { Cow::Borrowed(name) };
        match interface {
            Interface::English => Self { text: english, is_foreign: false },
            Interface::Russian | Interface::Chinese => match TERMS.get(&*english) {
                Some((_, russian, chinese)) => {
                    let text = if interface == Interface::Russian { russian } else { chinese };
                    Self { text: Cow::Borrowed(text), is_foreign: false }
                }
                None => Self { text: english, is_foreign: true },
            },
        }
    }

    /// The same with a small letter in front where our words have one: among values, some of which are also properties.
    pub(in crate::http) fn in_lowercase(self) -> Self {
        let mut chars = self.text.chars();
        match chars.next().filter(|first| matches!(first, 'А'..='Я')) {
            Some(first) => Self { text: first.to_lowercase().chain(chars).collect(), ..self },
            None => self,
        }
    }

    /// The text alone, for titles and attributes.
    pub(in crate::http) fn into_text(self) -> String {
        self.text.into_owned()
    }
}

/// As HTML, with the language where it is not that of the page.
impl Display for Term<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if self.is_foreign {
            write!(f, "<span lang=\"en\">{}</span>", Escaped(&self.text))
        } else {
            write!(f, "{}", Escaped(&self.text))
        }
    }
}

/// The label of an encoding.
pub(super) fn label(interface: Interface, english: &str) -> &str {
    let row = LABEL_TERMS.iter().find(|row| row.0 == english);
    match (interface, row) {
        (Interface::Russian, Some((_, russian, _))) => russian,
        (Interface::Chinese, Some((_, _, chinese))) => chinese,
        _ => english,
    }
}

static TERMS: LazyLock<HashMap<&str, &Row>> = LazyLock::new(|| {
    let rows = CATEGORY_TERMS.iter().chain(PROPERTY_TERMS).chain(VALUE_TERMS).chain(EMOJI_TERMS);
    rows.map(|row| (row.0, row)).collect()
});

/// The general categories, and what findings are.
const CATEGORY_TERMS: &[Row] = &[
    ("Uppercase Letter", "Прописная буква", "大写字母"),
    ("Lowercase Letter", "Строчная буква", "小写字母"),
    ("Titlecase Letter", "Буква в титульном регистре", "标题大写字母"),
    ("Modifier Letter", "Буква-модификатор", "修饰字母"),
    ("Other Letter", "Другая буква", "其他字母"),
    ("Nonspacing Mark", "Знак без собственной ширины", "非占位组合记号"),
    ("Spacing Mark", "Знак с собственной шириной", "占位组合记号"),
    ("Enclosing Mark", "Охватывающий знак", "外围组合记号"),
    ("Decimal Number", "Десятичная цифра", "十进制数字"),
    ("Letter Number", "Буквенная цифра", "字母数字"),
    ("Other Number", "Другая цифра", "其他数字"),
    ("Connector Punctuation", "Соединительный знак препинания", "连接标点"),
    ("Dash Punctuation", "Тире", "破折号"),
    ("Open Punctuation", "Открывающий знак препинания", "开始标点"),
    ("Close Punctuation", "Закрывающий знак препинания", "结束标点"),
    ("Initial Punctuation", "Открывающая кавычка", "前引号"),
    ("Final Punctuation", "Закрывающая кавычка", "后引号"),
    ("Other Punctuation", "Другой знак препинания", "其他标点"),
    ("Math Symbol", "Математический символ", "数学符号"),
    ("Currency Symbol", "Символ валюты", "货币符号"),
    ("Modifier Symbol", "Символ-модификатор", "修饰符号"),
    ("Other Symbol", "Другой символ", "其他符号"),
    ("Space Separator", "Пробел", "空格"),
    ("Line Separator", "Разделитель строк", "行分隔符"),
    ("Paragraph Separator", "Разделитель абзацев", "段落分隔符"),
    ("Control", "Управляющий символ", "控制字符"),
    ("Format", "Символ форматирования", "格式字符"),
    ("Surrogate", "Суррогат", "代理码位"),
    ("Private Use", "Частное использование", "私用"),
    ("Unassigned", "Не назначено", "未指定"),
    ("note", "к сведению", "提示"),
    ("warning", "предупреждение", "警告"),
    ("danger", "опасно", "危险"),
];

/// The properties.
const PROPERTY_TERMS: &[Row] = &[
    ("Bidi Class", "Класс направления", "双向类别"),
    ("Bidi Paired Bracket Type", "Вид парной скобки", "成对括号类型"),
    ("Canonical Combining Class", "Канонический класс сочетания", "规范组合类"),
    ("Decomposition Type", "Вид разложения", "分解类型"),
    ("East Asian Width", "Восточноазиатская ширина", "东亚宽度"),
    ("General Category", "Общая категория", "一般类别"),
    ("Grapheme Cluster Break", "Границы графем", "字素簇边界"),
    ("Hangul Syllable Type", "Вид слога хангыля", "谚文音节类型"),
    ("Identifier Status", "Допустимость в идентификаторах", "标识符状态"),
    ("Identifier Type", "Вид для идентификаторов", "标识符类型"),
    ("Indic Conjunct Break", "Границы индийских лигатур", "印度系连字边界"),
    ("Indic Positional Category", "Положение в индийском слоге", "印度系位置类别"),
    ("Indic Syllabic Category", "Роль в индийском слоге", "印度系音节类别"),
    ("Joining Group", "Группа соединения", "连接组"),
    ("Joining Type", "Вид соединения", "连接类型"),
    ("Line Break", "Перенос строк", "换行类别"),
    ("Numeric Type", "Вид числа", "数值类型"),
    ("Sentence Break", "Границы предложений", "句子边界"),
    ("Vertical Orientation", "Положение в вертикальном тексте", "竖排方向"),
    ("Word Break", "Границы слов", "单词边界"),
    ("ASCII Hex Digit", "Шестнадцатеричная цифра ASCII", "ASCII 十六进制数字"),
    ("Alphabetic", "Буквенный", "字母类"),
    ("Bidi Control", "Управление направлением", "双向控制"),
    ("Bidi Mirrored", "Зеркально отражается", "双向镜像"),
    ("Case Ignorable", "Не влияет на регистр", "忽略大小写判断"),
    ("Cased", "Имеет регистр", "有大小写"),
    ("Changes When Casefolded", "Меняется при свёртке регистра", "大小写折叠时改变"),
    ("Changes When Casemapped", "Меняется при смене регистра", "大小写转换时改变"),
    ("Changes When Lowercased", "Меняется в нижнем регистре", "转小写时改变"),
    ("Changes When NFKC Casefolded", "Меняется при свёртке регистра NFKC", "NFKC 大小写折叠时改变"),
    ("Changes When Titlecased", "Меняется в титульном регистре", "转标题大写时改变"),
    ("Changes When Uppercased", "Меняется в верхнем регистре", "转大写时改变"),
    ("Dash", "Чёрточка", "破折号类"),
    ("Default Ignorable Code Point", "По умолчанию не показывается", "默认不显示"),
    ("Deprecated", "Не рекомендуется", "不建议使用"),
    ("Diacritic", "Диакритический знак", "变音符号"),
    ("Emoji", "Эмодзи", "表情符号"),
    ("Emoji Component", "Часть эмодзи", "表情符号组件"),
    ("Emoji Modifier", "Модификатор эмодзи", "表情符号修饰符"),
    ("Emoji Modifier Base", "Основа для модификатора эмодзи", "表情符号修饰基字符"),
    ("Emoji Presentation", "По умолчанию выглядит как эмодзи", "默认表情样式"),
    ("Extended Pictographic", "Пиктограмма", "扩展象形符号"),
    ("Extender", "Продлевает предыдущую букву", "延长符"),
    ("Full Composition Exclusion", "Исключён из составления", "不参与组合"),
    ("Grapheme Base", "Основа графемы", "字素基字符"),
    ("Grapheme Extend", "Дополняет графему", "字素扩展"),
    ("Hex Digit", "Шестнадцатеричная цифра", "十六进制数字"),
    ("IDS Binary Operator", "Знак состава иероглифа из двух частей", "二元表意文字描述符"),
    ("IDS Trinary Operator", "Знак состава иероглифа из трёх частей", "三元表意文字描述符"),
    ("IDS Unary Operator", "Знак состава иероглифа из одной части", "一元表意文字描述符"),
    ("ID Compat Math Continue", "Математический внутри идентификатора", "数学标识符后续"),
    ("ID Compat Math Start", "Математический в начале идентификатора", "数学标识符开头"),
    ("ID Continue", "Внутри идентификатора", "标识符后续"),
    ("ID Start", "В начале идентификатора", "标识符开头"),
    ("Ideographic", "Иероглиф", "表意文字"),
    ("Join Control", "Управление соединением", "连接控制"),
    ("Logical Order Exception", "Пишется раньше, чем читается", "逻辑顺序例外"),
    ("Lowercase", "Нижний регистр", "小写"),
    ("Math", "Математический", "数学"),
    ("Modifier Combining Mark", "Комбинируемый модификатор", "修饰组合记号"),
    ("Noncharacter Code Point", "Не символ", "非字符码位"),
    ("Pattern Syntax", "Синтаксис шаблонов", "模式语法"),
    ("Pattern White Space", "Пробельный в шаблонах", "模式空白"),
    ("Prepended Concatenation Mark", "Охватывает следующие цифры", "前置连接记号"),
    ("Quotation Mark", "Кавычка", "引号"),
    ("Radical", "Ключ иероглифа", "部首"),
    ("Regional Indicator", "Буква флага", "区域指示符"),
    ("Sentence Terminal", "Конец предложения", "句末标点"),
    ("Soft Dotted", "Теряет точку под знаком", "软点"),
    ("Terminal Punctuation", "Завершающий знак препинания", "终止标点"),
    ("Unified Ideograph", "Унифицированный иероглиф", "统一表意文字"),
    ("Uppercase", "Верхний регистр", "大写"),
    ("Variation Selector", "Селектор варианта", "变体选择符"),
    ("White Space", "Пробельный символ", "空白"),
    ("XID Continue", "Внутри идентификатора (XID)", "标识符后续（XID）"),
    ("XID Start", "В начале идентификатора (XID)", "标识符开头（XID）"),
];

/// What encodings and ways to type are called, where it is no name.
const LABEL_TERMS: &[Row] = &[
    ("Decimal", "Десятичное", "十进制"),
    ("Hexadecimal", "16-ричное", "十六进制"),
    ("HTML, hexadecimal", "HTML, 16-ричное", "HTML（十六进制）"),
    ("HTML, decimal", "HTML, десятичное", "HTML（十进制）"),
    ("HTML entity", "Сущность HTML", "HTML 实体"),
    ("Python, by name", "Python, по названию", "Python（按名称）"),
    ("Bytes, hexadecimal", "Байты, 16-ричные", "字节（十六进制）"),
    ("Bytes, octal", "Байты, 8-ричные", "字节（八进制）"),
    ("X11 keysym", "Клавиша X11", "X11 键名"),
    ("Digraph", "Диграф", "二合字母"),
    ("Shortcode", "Код чатов", "短代码"),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::{BinaryProperty, Category, Emoji, Encoding, EnumeratedProperty};

    fn untranslated(names: impl IntoIterator<Item = &'static str>) -> BTreeSet<String> {
        let terms = names.into_iter().map(|name| Term::new(Interface::Russian, name));
        terms.filter(|term| term.is_foreign).map(Term::into_text).collect()
    }

    #[test]
    fn every_category_and_property_has_its_words() {
        assert_eq!(untranslated(Category::all().map(Category::name)), BTreeSet::new());
        assert_eq!(untranslated(EnumeratedProperty::all().map(EnumeratedProperty::name)), BTreeSet::new());
        assert_eq!(untranslated(BinaryProperty::all().map(BinaryProperty::name)), BTreeSet::new());
        let emoji = Emoji::all().flat_map(|emoji| [emoji.group(), emoji.subgroup()]);
        assert_eq!(untranslated(emoji), BTreeSet::new());
    }

    #[test]
    fn every_value_has_its_word_but_those_that_are_names() {
        for property in EnumeratedProperty::all().filter(|property| property.short_name() != "jg") {
            let values = property.values().into_iter().map(crate::PropertyValue::name);
            // Combining classes without a name are numbers.
            let left: Vec<String> =
                untranslated(values).into_iter().filter(|name| !name.starts_with("CCC")).collect();
            assert_eq!(left, [""; 0], "{property}");
        }
    }

    #[test]
    fn labels_that_are_no_names_have_their_words() {
        for label in Encoding::ALL.map(Encoding::label) {
            let is_name = !["ecimal", "Bytes", "entity", "by name", "keysym", "graph", "code"]
                .iter()
                .any(|part| label.contains(part));
            for interface in [Interface::Russian, Interface::Chinese] {
                assert_eq!(super::label(interface, label) == label, is_name, "{label}");
            }
        }
    }

    #[test]
    fn no_term_stands_twice_or_is_empty() {
        let rows = [CATEGORY_TERMS, PROPERTY_TERMS, VALUE_TERMS, EMOJI_TERMS].concat();
        let mut seen = BTreeSet::new();
        for (english, russian, chinese) in rows {
            assert!(seen.insert(english), "{english} stands twice");
            assert!(!russian.is_empty() && !chinese.is_empty(), "{english}");
        }
    }

    #[test]
    fn a_term_is_in_the_language_of_the_page() {
        let shown = |interface, name| Term::new(interface, name).to_string();
        assert_eq!(shown(Interface::English, "Uppercase_Letter"), "Uppercase Letter");
        assert_eq!(shown(Interface::Russian, "Uppercase_Letter"), "Прописная буква");
        assert_eq!(shown(Interface::Chinese, "Uppercase Letter"), "大写字母");
        let as_value = |interface, name| Term::new(interface, name).in_lowercase().to_string();
        assert_eq!(as_value(Interface::Russian, "Alphabetic"), "буквенный");
        assert_eq!(as_value(Interface::English, "Alphabetic"), "Alphabetic");
        assert_eq!(as_value(Interface::Chinese, "Alphabetic"), "字母类");
        assert_eq!(shown(Interface::Chinese, "No_Such_Name"), "<span lang=\"en\">No Such Name</span>");
    }
}

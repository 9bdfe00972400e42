//! What the bot says, in four languages.

use crate::Language::{self, Arabic, English, Persian, Russian};

pub(crate) fn greeting(language: Language, agency: &str) -> String {
    match language {
        English => format!(
            "Hello! I'm the assistant of {agency}. I'll note what you are looking for and pass it on to a \
             colleague.\n\nMay I ask your name? (Write \"agent\" any time to talk to a person.)"
        ),
        Persian => format!(
            "سلام! من دستیار {agency} هستم. درخواست شما را یادداشت می‌کنم و به همکارم می‌رسانم.\n\n\
             می‌توانم نام شما را بپرسم؟ (هر وقت خواستید با همکارم صحبت کنید، بنویسید «مشاور».)"
        ),
        Arabic => format!(
            "أهلاً بك! أنا مساعد {agency}. سأسجّل طلبك وأوصله إلى أحد الزملاء.\n\n\
             ما اسمك الكريم؟ (اكتب «موظف» في أي وقت للتحدث مع شخص.)"
        ),
        Russian => format!(
            "Здравствуйте! Я помощник агентства {agency}. Запишу, что вы ищете, и передам коллеге.\n\n\
             Как вас зовут? (Чтобы поговорить с человеком, напишите «агент».)"
        ),
    }
}

pub(crate) fn name_again(language: Language) -> String {
    match language {
        English => "Could you write me your name, please?",
        Persian => "لطفاً نامتان را برایم بنویسید.",
        Arabic => "من فضلك، اكتب لي اسمك.",
        Russian => "Напишите, пожалуйста, как вас зовут.",
    }
    .to_owned()
}

pub(crate) fn ask_wish(language: Language, name: &str) -> String {
    match language {
        English => format!("Nice to meet you, {name}. What are you looking for?"),
        Persian => format!("خوشوقتم، {name}. دنبال چه ملکی هستید؟"),
        Arabic => format!("تشرفنا، {name}. ما الذي تبحث عنه؟"),
        Russian => format!("Очень приятно, {name}. Что вы ищете?"),
    }
}

pub(crate) fn wish_again(language: Language) -> String {
    match language {
        English => "Could you describe in a few words what you are looking for?",
        Persian => "لطفاً در چند کلمه بنویسید دنبال چه هستید.",
        Arabic => "هل يمكنك أن تكتب في بضع كلمات ما الذي تبحث عنه؟",
        Russian => "Опишите, пожалуйста, в двух словах, что вы ищете.",
    }
    .to_owned()
}

pub(crate) fn hand_over(language: Language, name: Option<&str>) -> String {
    let name = name
        .map(|name| format!("{}{name}", comma(language)))
        .unwrap_or_default();
    match language {
        English => {
            format!("Thank you{name}. I've passed this on; a colleague will write to you here.")
        }
        Persian => {
            format!("سپاسگزارم{name}. درخواست شما را رساندم؛ همکارم همین‌جا برایتان می‌نویسد.")
        }
        Arabic => format!("شكراً لك{name}. أوصلت طلبك، وسيكتب لك أحد الزملاء هنا."),
        Russian => format!("Спасибо{name}. Я всё передал, коллега напишет вам здесь."),
    }
}

pub(crate) fn name_reminder(language: Language) -> String {
    match language {
        English => {
            "Hello again! If you are still looking for a property, write me your name and I'll pass you on to the \
             right colleague."
        }
        Persian => {
            "سلام دوباره! اگر هنوز دنبال ملک هستید، نامتان را برایم بنویسید تا شما را به همکار مناسب معرفی کنم."
        }
        Arabic => {
            "مرحباً من جديد! إذا كنت ما زلت تبحث عن عقار، فاكتب لي اسمك لأوصلك بالزميل المناسب."
        }
        Russian => {
            "Здравствуйте ещё раз! Если вы всё ещё подбираете недвижимость, напишите, как вас зовут, и я передам \
             вас нужному коллеге."
        }
    }
    .to_owned()
}

pub(crate) fn wish_reminder(language: Language, name: &str) -> String {
    match language {
        English => format!(
            "Hello {name}, are you still looking? A few words about what you need are enough, and a colleague will \
             take it from there."
        ),
        Persian => format!(
            "سلام {name}، هنوز دنبال ملک هستید؟ در چند کلمه بنویسید چه می‌خواهید تا همکارم پیگیری کند."
        ),
        Arabic => format!(
            "مرحباً {name}، هل ما زلت تبحث عن عقار؟ يكفي أن تكتب في بضع كلمات ما تريده، وسيتابع معك أحد الزملاء."
        ),
        Russian => format!(
            "{name}, вы ещё подбираете недвижимость? Напишите в двух словах, что вам нужно, а дальше поможет коллега."
        ),
    }
}

pub(crate) fn last_reminder(language: Language) -> String {
    match language {
        English => {
            "I don't want to bother you, so this is my last reminder. Whenever it suits you, just write here and \
             we'll help."
        }
        Persian => {
            "نمی‌خواهم مزاحمتان شوم، برای همین این آخرین یادآوری من است. هر وقت فرصت داشتید، همین‌جا بنویسید تا \
             کمکتان کنیم."
        }
        Arabic => {
            "لا أريد أن أثقل عليك، لذلك هذا آخر تذكير مني. متى ما ناسبك، اكتب لنا هنا وسنسعد بمساعدتك."
        }
        Russian => {
            "Не хочу вас беспокоить, поэтому больше напоминать не буду. Когда будет удобно, просто напишите сюда, \
             и мы поможем."
        }
    }
    .to_owned()
}

/// Names the word that [`intent`](crate::intent) takes for opting in.
pub(crate) fn opted_out(language: Language) -> String {
    match language {
        English => {
            "All right, we won't write to you any more. If you change your mind, write \"start\"."
        }
        Persian => "چشم، دیگر پیامی برایتان نمی‌فرستیم. هر وقت نظرتان عوض شد، بنویسید «شروع».",
        Arabic => "حسناً، لن نرسل إليك أي رسائل بعد الآن. إذا غيّرت رأيك، فاكتب «ابدأ».",
        Russian => "Хорошо, больше не будем вам писать. Если передумаете, напишите «старт».",
    }
    .to_owned()
}

pub(crate) fn opted_in(language: Language) -> String {
    match language {
        English => "Welcome back! From now on you'll get our messages again.",
        Persian => "خوشحالیم که برگشتید! از این پس دوباره پیام‌های ما را دریافت می‌کنید.",
        Arabic => "سعداء بعودتك! ستصلك رسائلنا من جديد.",
        Russian => "Рады, что вы вернулись! Мы снова будем вам писать.",
    }
    .to_owned()
}

fn comma(language: Language) -> &'static str {
    match language {
        English | Russian => ", ",
        Persian | Arabic => "، ",
    }
}

/// Words by which somebody asks for a person.
pub(crate) const PERSON: [&str; 14] = [
    "agent",
    "human",
    "person",
    "operator",
    "مشاور",
    "اپراتور",
    "کارشناس",
    "موظف",
    "شخص",
    "إنسان",
    "агент",
    "оператор",
    "человек",
    "менеджер",
];

import type { Room } from '../room';

export const privacy: Room<'privacy'> = {
  'nav.privacy': 'الخصوصية',

  'privacy.intro': 'كم يُحفظ ما كتبه العملاء، وكيف يُصدَّر أو يُمحى.',
  'privacy.keep': 'مدة الحفظ',
  'privacy.keepHint': 'يُحذف الأقدم نهائيًا خلال ساعات. تبقى المحادثات والعملاء المحتملون من دونه.',
  'privacy.messages': 'الرسائل: عدد الأيام',
  'privacy.media': 'الرسائل الصوتية والصور والملفات: عدد الأيام',
  'privacy.ever': 'بلا حد',
  'privacy.keepEver': 'الحفظ بلا حد',
  'privacy.default': 'المدة الافتراضية للمنصة: {days}.',
  'privacy.atMost': '{days} على الأكثر.',
  'privacy.isDefault': 'لم تُحدَّد مدة هنا: تسري المدة الافتراضية للمنصة وتتغير معها.',
  'privacy.daysWrong': 'أدخل عدد أيام من ١ إلى {most}.',
  'privacy.mediaWithMessages': 'تُحذف الملفات مع رسائلها، أي بعد {days}.',
  'privacy.saved': 'تم الحفظ، ويسري ذلك من الآن.',
  'privacy.shorterTitle': 'هل تريد حذف الأقدم؟',
  'privacy.shorterText': 'هذه المدة أقصر من السابقة. سيُحذف نهائيًا خلال ساعات:',
  'privacy.shorter.messages': 'الرسائل الأقدم من {days} مع ملفاتها',
  'privacy.shorter.media': 'الملفات الأقدم من {days}',
  'privacy.shorterConfirm': 'حفظ وحذف الأقدم',

  'privacy.export': 'تصدير كل شيء',
  'privacy.exportHint':
    'الإعدادات والأفراد ومسارات البوت وجميع العملاء مع رسائلهم وبياناتهم، في ملف واحد تقرؤه البرامج: سجل JSON في كل سطر. لا يحتوي على كلمات مرور أو مفاتيح، وتَرِد فيه الصور والملفات بعناوينها فقط.',
  'privacy.exportStart': 'تصدير كل شيء',
  'privacy.exporting': 'حتى الآن: {records} من السجلات، {size}',
  'privacy.exportStay': 'لا تغلق هذه الصفحة حتى يُحفظ الملف.',
  'privacy.exportStop': 'إيقاف',
  'privacy.exportDone': 'تم الحفظ: {records} من السجلات، {size}.',

  'privacy.deeds': 'عمليات التصدير والمحو',
  'privacy.deedsHint': 'من فعل ماذا ومتى. لا يبقى ممّن مُحيت بياناته سوى رقم.',
  'privacy.deedsEmpty': 'لا شيء بعد',
  'privacy.deedsEmptyHint': 'تُصدَّر بيانات العميل أو تُمحى من قائمة محادثته أو صفحته.',
  'privacy.contact': 'الشخص رقم {id}',
  'privacy.kept': 'الرسائل: {messages}، الملفات: {media}',

  'privacy.tenant': 'محو هذه المؤسسة',
  'privacy.tenantHint':
    'مع أفرادها ومحادثاتها وملفاتها وعملائها المحتملين. صدّر أولًا ما لا يزال مطلوبًا.',

  'privacy.person.export': 'تصدير بيانات هذا الشخص',
  'privacy.person.exportTitle': 'تصدير بيانات هذا الشخص',
  'privacy.person.exportText':
    'كل ما يُعرف عنه في ملف واحد: الاسم والأرقام وجميع الرسائل وطلبه وما جرى فيه. سجل JSON في كل سطر، وتَرِد الصور والملفات بعناوينها فقط.',
  'privacy.person.exportStart': 'تصدير',
  'privacy.person.erase': 'محو هذا الشخص',
  'privacy.person.eraseTitle': 'هل تريد محو {name}؟',
  'privacy.goes': 'يُمحى نهائيًا',
  'privacy.goes.person': 'الاسم والأرقام وكل ما يعرفه البوت عنه',
  'privacy.goes.chat': 'المحادثة بجميع رسائلها ومقاطعها الصوتية وصورها وملفاتها',
  'privacy.goes.lead': 'العميل المحتمل وسجله، وما كان سيُرسل بعد',
  'privacy.stays': 'يبقى',
  'privacy.stays.phone': 'المحادثة على هاتفك: احذفها من هناك',
  'privacy.stays.crm': 'ما أُبلغ به نظام CRM لديك: امحُه من هناك',
  'privacy.stays.log': 'سطر في السجل بأن شخصًا مُحي، من دون اسمه',
  'privacy.again': 'إن راسلك مجددًا فهو عميل جديد لدى البوت، حتى لو كان لا يريد تلقي رسائل.',
  'privacy.noUndo': 'لا يمكن التراجع عن ذلك.',
  'privacy.several':
    'هو مسجل في {count} من القيود، لأن واتساب لم يخبر بعد بأنها لشخص واحد. يشمل ذلك جميعها.',
  'privacy.exportFirst': 'التصدير أولًا',
  'privacy.eraseConfirm': 'محو نهائي',
  'privacy.erased': 'مُحي الشخص. تُمحى ملفاته وما كان في الطريق خلال دقائق.',
  'error.export_cut': 'انقطع التصدير فلم يُحفظ شيء. حاول مجددًا.',
};

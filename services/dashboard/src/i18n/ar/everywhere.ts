import type { Room } from '../room';

export const everywhere: Room<'everywhere'> = {
  'connection.lost': 'لا يمكن الوصول إلى الخادم. نواصل المحاولة، وقد يكون ما تراه قديماً.',
  'connection.back': 'عاد الاتصال. كل شيء محدَّث.',

  'ended.title': 'تم تسجيل خروجك',
  'ended.text': 'سجّل الدخول من جديد لتتابع هنا. لن يضيع شيء مما كتبته.',
  'ended.submit': 'متابعة',
  'ended.other': 'الدخول بحساب آخر',
  'ended.otherHint': 'عندها يضيع ما كتبته.',

  'shortcuts.title': 'لوحة المفاتيح',
  'shortcuts.help': 'عرض هذه المساعدة',
  'shortcuts.search': 'البحث في هذه الصفحة',
  'shortcuts.go': 'فتح مكان في القائمة بحسب ترتيبه',
  'shortcuts.then': 'ثم',
  'shortcuts.close': 'إغلاق النافذة',
  'shortcuts.on': 'المفاتيح المفردة تعمل',
  'shortcuts.onHint': 'أوقفها إن كنت تكتب بالصوت أو تضغط المفاتيح دون قصد.',
};

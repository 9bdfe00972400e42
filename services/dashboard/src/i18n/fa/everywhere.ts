import type { Room } from '../room';

export const everywhere: Room<'everywhere'> = {
  'connection.lost':
    'دسترسی به سرور ممکن نیست. پیوسته تلاش می‌کنیم؛ شاید آنچه می‌بینید به‌روز نباشد.',
  'connection.back': 'دوباره وصل شد. همه‌چیز به‌روز است.',

  'ended.title': 'از حساب خود خارج شده‌اید',
  'ended.text': 'برای ادامه در همین صفحه دوباره وارد شوید. چیزی از آنچه نوشته‌اید از دست نمی‌رود.',
  'ended.submit': 'ادامه',
  'ended.other': 'ورود با حساب دیگر',
  'ended.otherHint': 'در این صورت آنچه نوشته‌اید از دست می‌رود.',

  'shortcuts.title': 'صفحه‌کلید',
  'shortcuts.help': 'نمایش این راهنما',
  'shortcuts.search': 'جستجو در همین صفحه',
  'shortcuts.go': 'باز کردن بخشی از منو، با شمارهٔ جایش',
  'shortcuts.then': 'سپس',
  'shortcuts.close': 'بستن پنجره',
  'shortcuts.on': 'کلیدهای تکی کار می‌کنند',
  'shortcuts.onHint': 'اگر با صدا می‌نویسید یا ناخواسته کلیدی می‌زنید، خاموشش کنید.',
};

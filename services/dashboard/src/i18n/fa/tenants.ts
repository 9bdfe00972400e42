import type { Room } from '../room';

export const tenants: Room<'tenants'> = {
  'tenants.title': 'مجموعه‌ها',
  'tenants.intro': 'هر مجموعه یک شمارهٔ واتساپ وصل می‌کند.',
  'tenants.add': 'افزودن مجموعه',
  'tenants.addTitle': 'مجموعهٔ تازه',
  'tenants.addSubmit': 'افزودن',
  'tenants.name': 'نام',
  'tenants.namePlaceholder': 'املاک نخل',
  'tenants.nameRequired': 'نام را وارد کنید.',
  'tenants.id': 'شماره',
  'tenants.session': 'نشست',
  'tenants.noSession': 'ندارد',
  'tenants.state': 'وضعیت',
  'tenants.active': 'فعال',
  'tenants.suspended': 'تعلیق‌شده',
  'tenants.added': 'تاریخ افزودن',
  'tenants.addedOn': 'افزوده‌شده در {date}',
  'tenants.empty': 'هنوز مجموعه‌ای نیست',
  'tenants.emptyHint': 'نخستین مجموعه را بیفزایید و سپس شمارهٔ واتساپ آن را وصل کنید.',
  'tenants.search': 'جستجو با نام یا شماره',
  'tenants.deleting': 'در حال حذف',
  'tenants.deletingText':
    'این مجموعه در حال حذف است: نخست اتصال گوشی آن قطع می‌شود و سپس همراه داده‌هایش حذف می‌شود.',
  'tenants.rename': 'تغییر نام',
  'tenants.renameTitle': 'تغییر نام مجموعه',
  'tenants.suspend': 'تعلیق',
  'tenants.suspendTitle': '{name} تعلیق شود؟',
  'tenants.suspendText':
    'پیام‌ها دیگر دریافت و پاسخ داده نمی‌شوند. گوشی وصل می‌ماند و افراد همچنان می‌توانند وارد شوند. هر زمان بخواهید می‌توانید آن را از سر بگیرید.',
  'tenants.resume': 'از سر گرفتن',
  'tenants.delete': 'حذف مجموعه',
  'tenants.deleteTitle': '{name} حذف شود؟',
  'tenants.deleteText':
    'اتصال گوشی قطع می‌شود و افراد، گفتگوها، فایل‌ها و سرنخ‌های آن برای همیشه حذف می‌شوند. گزارش رویدادها می‌ماند. این کار برگشت‌پذیر نیست.',
  'tenants.rotate': 'تعویض کلید وب‌هوک',
  'tenants.rotateTitle': 'کلید وب‌هوک عوض شود؟',
  'tenants.rotateText':
    'نشست کلید تازه می‌گیرد و لحظه‌ای از نو راه می‌افتد. کلید پیشین تا سه ساعت معتبر می‌ماند و پیامی از دست نمی‌رود.',
  'tenants.rotated': 'کلید تازه در راه نشست است.',
};

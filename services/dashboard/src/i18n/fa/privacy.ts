import type { Room } from '../room';

export const privacy: Room<'privacy'> = {
  'nav.privacy': 'حریم خصوصی',

  'privacy.intro': 'نوشته‌های مشتریان تا کی نگه داشته می‌شود و چگونه خروجی گرفته یا پاک می‌شود.',
  'privacy.keep': 'مدت نگهداری',
  'privacy.keepHint':
    'آنچه قدیمی‌تر باشد ظرف چند ساعت و برای همیشه پاک می‌شود. سرنخ‌ها و گفتگوها بدون آن می‌مانند.',
  'privacy.messages': 'پیام‌ها: چند روز',
  'privacy.media': 'پیام‌های صوتی، تصویرها و فایل‌ها: چند روز',
  'privacy.ever': 'بدون محدودیت',
  'privacy.keepEver': 'نگهداری بدون محدودیت',
  'privacy.default': 'پیش‌فرض سامانه: {days}.',
  'privacy.atMost': 'حداکثر {days}.',
  'privacy.isDefault':
    'اینجا چیزی تعیین نشده است: پیش‌فرض سامانه برقرار است و اگر تغییر کند، اینجا هم تغییر می‌کند.',
  'privacy.daysWrong': 'تعداد روز را از ۱ تا {most} وارد کنید.',
  'privacy.mediaWithMessages': 'فایل‌ها همراه پیامشان پاک می‌شوند، یعنی پس از {days}.',
  'privacy.saved': 'ذخیره شد و از همین حالا برقرار است.',
  'privacy.shorterTitle': 'موارد قدیمی‌تر پاک شوند؟',
  'privacy.shorterText':
    'این مدت کوتاه‌تر از پیش است. موارد زیر ظرف چند ساعت و برای همیشه پاک می‌شوند:',
  'privacy.shorter.messages': 'پیام‌های قدیمی‌تر از {days}، همراه با فایل‌هایشان',
  'privacy.shorter.media': 'فایل‌های قدیمی‌تر از {days}',
  'privacy.shorterConfirm': 'ذخیره و پاک کردن',

  'privacy.export': 'خروجی از همه چیز',
  'privacy.exportHint':
    'تنظیمات، افراد، سناریوهای ربات و همهٔ مشتریان با پیام‌ها و سرنخشان، در یک فایل برای برنامه‌ها: هر سطر یک رکورد JSON. گذرواژه‌ها و کلیدها در آن نیستند. از تصویرها و فایل‌ها تنها نشانی‌شان آمده است.',
  'privacy.exportStart': 'گرفتن خروجی از همه چیز',
  'privacy.exporting': 'تا اینجا: {records} رکورد، {size}',
  'privacy.exportStay': 'تا ذخیره شدن فایل، این صفحه را نبندید.',
  'privacy.exportStop': 'توقف',
  'privacy.exportDone': 'ذخیره شد: {records} رکورد، {size}.',

  'privacy.deeds': 'خروجی‌ها و پاک‌کردن‌ها',
  'privacy.deedsHint':
    'چه کسی چه کاری و کی انجام داد. از کسی که پاک شده باشد، تنها یک شماره می‌ماند.',
  'privacy.deedsEmpty': 'هنوز چیزی نیست',
  'privacy.deedsEmptyHint':
    'از منوی گفتگو یا سرنخ هر مشتری می‌توانید دادهٔ او را خروجی بگیرید یا پاک کنید.',
  'privacy.contact': 'شخص شمارهٔ {id}',
  'privacy.kept': 'پیام‌ها: {messages}، فایل‌ها: {media}',

  'privacy.tenant': 'پاک کردن این مجموعه',
  'privacy.tenantHint':
    'همراه با افراد، گفتگوها، فایل‌ها و سرنخ‌های آن. پیش از آن، از آنچه لازم است خروجی بگیرید.',

  'privacy.person.export': 'خروجی داده‌های این شخص',
  'privacy.person.exportTitle': 'خروجی داده‌های این شخص',
  'privacy.person.exportText':
    'همهٔ آنچه از او می‌دانیم، در یک فایل: نام و شماره‌ها، همهٔ پیام‌ها، سرنخ و رویدادهایش. هر سطر یک رکورد JSON است؛ از تصویرها و فایل‌ها تنها نشانی‌شان آمده است.',
  'privacy.person.exportStart': 'گرفتن خروجی',
  'privacy.person.erase': 'پاک کردن این شخص',
  'privacy.person.eraseTitle': '{name} پاک شود؟',
  'privacy.goes': 'این‌ها برای همیشه پاک می‌شوند',
  'privacy.goes.person': 'نام، شماره‌ها و هر چه ربات از او می‌داند',
  'privacy.goes.chat': 'گفتگو با همهٔ پیام‌ها، پیام‌های صوتی، تصویرها و فایل‌ها',
  'privacy.goes.lead': 'سرنخ با رویدادهایش، و آنچه هنوز باید فرستاده می‌شد',
  'privacy.stays': 'این‌ها می‌مانند',
  'privacy.stays.phone': 'گفتگو در گوشی شما: آن را همان‌جا پاک کنید',
  'privacy.stays.crm': 'آنچه به CRM شما خبر داده شده است: آن را همان‌جا پاک کنید',
  'privacy.stays.log': 'یک سطر در گزارش که شخصی پاک شده است، بدون نام او',
  'privacy.again':
    'اگر دوباره پیام دهد، برای ربات مشتری تازه‌ای است، حتی اگر پیش‌تر نمی‌خواسته پیامی بگیرد.',
  'privacy.noUndo': 'این کار برگشت‌پذیر نیست.',
  'privacy.several':
    'او با {count} مدخل ثبت شده است، چون واتساپ هنوز نگفته که این‌ها یک نفرند. این کار همهٔ آن‌ها را در بر می‌گیرد.',
  'privacy.exportFirst': 'نخست خروجی بگیرید',
  'privacy.eraseConfirm': 'پاک کردن همیشگی',
  'privacy.erased':
    'آن شخص پاک شد. فایل‌هایش و آنچه در راه بوده است هم تا چند دقیقهٔ دیگر پاک می‌شود.',
  'error.export_cut': 'خروجی نیمه‌کاره ماند و چیزی ذخیره نشد. دوباره امتحان کنید.',
};

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
  'tenants.more': 'نمایش بیشتر',
};

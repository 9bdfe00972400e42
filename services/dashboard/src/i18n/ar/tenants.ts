import type { Room } from '../room';

export const tenants: Room<'tenants'> = {
  'tenants.title': 'المؤسسات',
  'tenants.intro': 'تربط كل مؤسسة رقم واتساب واحدًا.',
  'tenants.add': 'إضافة مؤسسة',
  'tenants.addTitle': 'مؤسسة جديدة',
  'tenants.addSubmit': 'إضافة',
  'tenants.name': 'الاسم',
  'tenants.namePlaceholder': 'عقارات النخيل',
  'tenants.nameRequired': 'أدخل الاسم.',
  'tenants.id': 'الرقم',
  'tenants.session': 'الجلسة',
  'tenants.noSession': 'لا توجد',
  'tenants.state': 'الحالة',
  'tenants.active': 'نشطة',
  'tenants.suspended': 'موقوفة',
  'tenants.added': 'تاريخ الإضافة',
  'tenants.addedOn': 'أُضيفت في {date}',
  'tenants.empty': 'لا توجد مؤسسات بعد',
  'tenants.emptyHint': 'أضف المؤسسة الأولى ثم اربط رقمها على واتساب.',
  'tenants.more': 'عرض المزيد',
};

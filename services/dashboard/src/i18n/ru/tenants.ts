import type { Room } from '../room';

export const tenants: Room<'tenants'> = {
  'tenants.title': 'Организации',
  'tenants.intro': 'Каждая организация подключает один номер WhatsApp.',
  'tenants.add': 'Добавить организацию',
  'tenants.addTitle': 'Новая организация',
  'tenants.addSubmit': 'Добавить',
  'tenants.name': 'Название',
  'tenants.namePlaceholder': 'Palm Homes',
  'tenants.nameRequired': 'Введите название.',
  'tenants.id': '№',
  'tenants.session': 'Сессия',
  'tenants.noSession': 'нет',
  'tenants.state': 'Состояние',
  'tenants.active': 'Активна',
  'tenants.suspended': 'Приостановлена',
  'tenants.added': 'Добавлена',
  'tenants.addedOn': 'Добавлена {date}',
  'tenants.empty': 'Организаций пока нет',
  'tenants.emptyHint': 'Добавьте первую и подключите её номер WhatsApp.',
  'tenants.more': 'Показать ещё',
};

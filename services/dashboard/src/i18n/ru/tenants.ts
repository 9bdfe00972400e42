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
  'tenants.search': 'Поиск по названию или номеру',
  'tenants.deleting': 'Удаляется',
  'tenants.deletingText':
    'Организация удаляется: сначала отвязывается телефон, затем стираются её данные.',
  'tenants.rename': 'Переименовать',
  'tenants.renameTitle': 'Переименование организации',
  'tenants.suspend': 'Приостановить',
  'tenants.suspendTitle': 'Приостановить «{name}»?',
  'tenants.suspendText':
    'Сообщения больше не принимаются, ответов нет. Телефон остаётся подключённым, сотрудники могут входить. Возобновить работу можно в любой момент.',
  'tenants.resume': 'Возобновить',
  'tenants.delete': 'Удалить организацию',
  'tenants.deleteTitle': 'Удалить «{name}»?',
  'tenants.deleteText':
    'Телефон будет отвязан, а сотрудники, переписка, файлы и лиды стёрты навсегда. Журнал действий останется. Отменить это нельзя.',
  'tenants.rotate': 'Заменить ключ вебхука',
  'tenants.rotateTitle': 'Заменить ключ вебхука?',
  'tenants.rotateText':
    'Сессия получит новый ключ и на мгновение перезапустится. Старый ключ действует ещё три часа, поэтому сообщения не потеряются.',
  'tenants.rotated': 'Новый ключ отправлен сессии.',
};

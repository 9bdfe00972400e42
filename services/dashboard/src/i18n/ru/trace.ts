import type { Room } from '../room';

export const trace: Room<'trace'> = {
  'trace.title': 'Путь сообщения',
  'trace.intro': 'Путь одного сообщения через все службы, по времени. Его текст не показывается.',
  'trace.kind': 'Что ищем',
  'trace.message': 'Сообщение',
  'trace.reply': 'Ответ',
  'trace.tenant': 'Номер организации',
  'trace.messageId': 'Номер сообщения',
  'trace.replyId': 'Номер ответа',
  'trace.numberWrong': 'Введите число.',
  'trace.look': 'Показать путь',
  'trace.empty': 'Какое сообщение?',
  'trace.emptyHint': 'Введите его номер или откройте «Путь этого сообщения» в чате.',
  'trace.notFound': 'Такого сообщения нет',
  'trace.notFoundHint': 'Проверьте оба номера. Сообщения и ответы нумеруются отдельно.',
  'trace.took': 'На нашей стороне: {time}',
  'trace.slowest': 'дольше всего до шага «{step}»: {time}',
  'trace.slow': 'Дольше всего',
  'trace.id': 'Трасса',
  'trace.toTenant': 'Открыть организацию',
  'trace.toChat': 'Открыть чат',
  'trace.legend':
    'Картина кончается нашим последним шагом; полосками — телефон клиента, в своё время.',
  'trace.step.written': 'Написано (часы WhatsApp)',
  'trace.step.received': 'Получено от WAHA',
  'trace.step.stored': 'Сохранено в чате',
  'trace.step.turn': 'Ответ решён',
  'trace.step.due': 'Срок отправки',
  'trace.step.begun': 'Отправка начата',
  'trace.step.sent': 'Передано WhatsApp',
  'trace.step.delivered': 'Доставлено на телефон',
  'trace.step.read': 'Прочитано',
  'trace.step.refused': 'Отклонено',
  'trace.step.failed': 'Не удалось',
  'trace.step.cancelled': 'Отменено',

  'visit.banner': 'Глазами «{name}». Написанное уйдёт клиентам.',
  'visit.leave': 'Выйти',
  'visit.open': 'Глазами организации',

  'look.look': 'Посмотреть',
  'look.title': 'Событие {id}',
  'look.event': 'Событие',
  'look.unknown': 'неизвестно',
  'look.secret':
    'Содержимое события принадлежит клиенту и здесь не показывается. Оно хранится, пока событие не доставят или не удалят.',
  'look.redriveTitle': 'Доставить это событие снова?',
  'look.redriveText':
    'Все его читатели получат его ещё раз; кто уже обработал — пропустит. Если снова не удастся, оно вернётся сюда.',
  'look.redriven': 'Событие {id} доставляется снова. Если не удастся, оно вернётся сюда.',
  'look.redriveAllTitle': 'Доставить все снова?',
  'look.redriveAllText':
    'События, чья организация теперь известна, будут ей доставлены. Остальные останутся здесь.',

  'audit.filterAction': 'Все действия',
  'audit.filterTenant': 'Номер организации',
};

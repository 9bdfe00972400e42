import type { Room } from '../room';

export const privacy: Room<'privacy'> = {
  'nav.privacy': 'Личные данные',

  'privacy.intro': 'Сколько хранится то, что писали клиенты, как это выгрузить и как стереть.',
  'privacy.keep': 'Срок хранения',
  'privacy.keepHint':
    'Всё, что старше, удаляется в течение нескольких часов и навсегда. Лиды и диалоги остаются без этого.',
  'privacy.messages': 'Сообщения: дней',
  'privacy.media': 'Голосовые, изображения и файлы: дней',
  'privacy.ever': 'бессрочно',
  'privacy.keepEver': 'Хранить бессрочно',
  'privacy.default': 'По умолчанию на платформе: {days}.',
  'privacy.atMost': 'Не больше: {days}.',
  'privacy.isDefault':
    'Здесь ничего не задано: действует срок платформы, и он меняется вместе с ней.',
  'privacy.daysWrong': 'Введите число дней от 1 до {most}.',
  'privacy.mediaWithMessages': 'Файлы удаляются вместе с сообщениями, то есть через {days}.',
  'privacy.saved': 'Сохранено и уже действует.',
  'privacy.shorterTitle': 'Удалить то, что старше?',
  'privacy.shorterText': 'Срок короче прежнего. В течение нескольких часов и навсегда удалятся:',
  'privacy.shorter.messages': 'сообщения с файлами, срок: {days}',
  'privacy.shorter.media': 'файлы, срок: {days}',
  'privacy.shorterConfirm': 'Сохранить и удалить',

  'privacy.export': 'Выгрузка всех данных',
  'privacy.exportHint':
    'Настройки, сотрудники, сценарии и все клиенты с сообщениями и лидами одним файлом для программ: по записи JSON в строке. Паролей и ключей в нём нет. Изображения и другие файлы указаны адресами.',
  'privacy.exportStart': 'Выгрузить всё',
  'privacy.exporting': 'Пока что записей: {records}, {size}',
  'privacy.exportStay': 'Не закрывайте страницу, пока файл не сохранится.',
  'privacy.exportStop': 'Остановить',
  'privacy.exportDone': 'Сохранено записей: {records}, {size}.',

  'privacy.deeds': 'Выгрузки и удаления',
  'privacy.deedsHint': 'Кто, что и когда сделал. От того, кого стёрли, остаётся только номер.',
  'privacy.deedsEmpty': 'Пока ничего нет',
  'privacy.deedsEmptyHint': 'Выгрузить или стереть данные клиента можно из меню диалога или лида.',
  'privacy.contact': 'Человек № {id}',
  'privacy.kept': 'Сообщения: {messages}, файлы: {media}',

  'privacy.tenant': 'Стереть организацию',
  'privacy.tenantHint':
    'С сотрудниками, диалогами, файлами и лидами. Сначала выгрузите то, что ещё понадобится.',

  'privacy.person.export': 'Выгрузить данные человека',
  'privacy.person.exportTitle': 'Выгрузка данных человека',
  'privacy.person.exportText':
    'Всё, что о нём известно, одним файлом: имя и номера, все сообщения, лид и его история. По записи JSON в строке; изображения и другие файлы указаны адресами.',
  'privacy.person.exportStart': 'Выгрузить',
  'privacy.person.erase': 'Стереть данные человека',
  'privacy.person.eraseTitle': 'Стереть данные: {name}?',
  'privacy.goes': 'Будет стёрто навсегда',
  'privacy.goes.person': 'Имя, номера и всё, что о нём знает бот',
  'privacy.goes.chat': 'Диалог со всеми сообщениями, голосовыми, изображениями и файлами',
  'privacy.goes.lead': 'Лид с историей и то, что ещё не отправлено',
  'privacy.stays': 'Останется',
  'privacy.stays.phone': 'Переписка на вашем телефоне: удалите её там',
  'privacy.stays.crm': 'То, о чём узнала ваша CRM: удалите это там',
  'privacy.stays.log': 'Запись в журнале, что данные человека стёрты, без имени',
  'privacy.again':
    'Если он напишет снова, для бота это новый клиент, даже если он отказывался от сообщений.',
  'privacy.noUndo': 'Отменить это нельзя.',
  'privacy.several':
    'Он значится под несколькими записями ({count}): WhatsApp ещё не сообщил, что это один человек. Действие коснётся всех.',
  'privacy.exportFirst': 'Сначала выгрузить',
  'privacy.eraseConfirm': 'Стереть навсегда',
  'privacy.erased':
    'Данные человека стёрты. Файлы и то, что было в пути, удалятся за несколько минут.',
  'error.export_cut': 'Выгрузка прервалась, ничего не сохранено. Попробуйте ещё раз.',
};

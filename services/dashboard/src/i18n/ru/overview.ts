import type { Room } from '../room';

export const overview: Room<'overview'> = {
  'nav.overview': 'Обзор',
  'nav.usage': 'Потребление',
  'nav.trace': 'Путь сообщения',

  'fleet.title': 'Обзор',
  'fleet.intro': 'Как себя чувствует платформа и что требует внимания.',
  'fleet.asOf': 'На {time}',
  'fleet.fine': 'Хорошо',
  'fleet.watch': 'Следить',
  'fleet.act': 'Действовать',
  'fleet.verdict': 'Оценка',
  'fleet.all': 'Все',
  'fleet.look': 'Посмотреть',
  'fleet.allFine': 'Всё в порядке',
  'fleet.allFineText': 'Серверы отвечают, сообщения идут, ничто вас не ждёт.',
  'fleet.toDo': 'Требует действий сейчас: {count}',
  'fleet.toWatch': 'Стоит последить: {count}',

  'fleet.busAway':
    'Шина сообщений (NATS) не отвечает: ничего не приходит и не идёт дальше. Сначала запустите её.',
  'fleet.nodesAway':
    'Сервер не отвечает: {names}. Запустите его снова или перенесите его сессии на другой.',
  'fleet.noNodes':
    'Ни один сервер не принимает новые сессии. Добавьте сервер или верните один в работу.',
  'fleet.nodesFull': 'Место для новых сессий кончается: осталось {left}. Добавьте сервер.',
  'fleet.sessionsTroubled':
    'Сессии, которые ничего не слышат или сдались: {count}. Узнайте причину и помогите организации подключиться снова.',
  'fleet.standsStill':
    '{name} ничего не берёт, хотя ждут {waiting}. Посмотрите журнал и перезапустите.',
  'fleet.behind':
    '{name} отстаёт: ждут {waiting}. Если число не убывает, запустите больше экземпляров.',
  'fleet.redelivered':
    '{name} пробует ещё раз: {redelivered}. Что так и не удастся, попадёт в «Не обработано».',
  'fleet.streamFull':
    'Хранилище {name} почти полно; когда заполнится, новые события будут отклоняться. Выясните, кто не успевает.',
  'fleet.mailboxesLate':
    'Люди ждут бота дольше, чем следует. Проверьте, работают ли bot-worker и база данных.',
  'fleet.outboxLate':
    'Ответы уходят с опозданием. Проверьте, подключены ли сессии и отвечают ли серверы.',
  'fleet.outboxFailed': 'Не отправлено сегодня: {count}. WhatsApp отклонил эти ответы.',
  'fleet.lettersAdvice': 'Необработанные события: {count}. Устраните причину и доставьте их снова.',
  'fleet.unroutedAdvice': 'События без организации: {count}. Доставьте их или удалите ничьи.',

  'fleet.mailboxes': 'Чаты, ждущие бота',
  'fleet.outbox': 'Ответы к отправке',
  'fleet.oldest': 'Самый старый ждёт {time}',
  'fleet.nothingLate': 'Ничто не опаздывает',
  'fleet.failedToday': 'Не отправлено сегодня: {count}',
  'fleet.lettersHint': 'Обработать не удалось',
  'fleet.unroutedHint': 'Неизвестно, чьи они',
  'fleet.room': 'Место для новых сессий: {left}',

  'fleet.consumers': 'Обработка событий',
  'fleet.consumersIntro': 'Кто забирает то, что сообщает WAHA, за последние пять минут.',
  'fleet.who': 'Кто',
  'fleet.rate': 'Скорость',
  'fleet.perSecond': '{rate}/с',
  'fleet.sparkline': 'Событий в секунду; самое большее {most}',
  'fleet.waiting': 'Ждут',
  'fleet.inHand': 'В работе',
  'fleet.again': 'Повторно',
  'fleet.consumer.bot-worker': 'Сообщения для бота',
  'fleet.consumer.bot-worker-bulk': 'Наплывы и пропущенное',
  'fleet.consumer.session-manager': 'Жизнь сессий',

  'fleet.streams': 'Хранилища между службами',
  'fleet.streamsIntro': 'Пришедшее лежит здесь, пока его не обработают.',
  'fleet.stream': 'Хранилище',
  'fleet.messages': 'Записей',
  'fleet.filled': 'Заполнено',
  'fleet.since': 'Самая старая',
  'fleet.stream.WAHA_EVENTS': 'События',
  'fleet.stream.WAHA_BULK': 'Наплывы и пропущенное',
  'fleet.stream.WAHA_UNROUTED': 'Без организации',
  'fleet.stream.WAHA_DEAD': 'Не обработано',
  'fleet.stream.WAHA_PROBES': 'Проба самого хранилища',
  'fleet.stream.TENANT_CHANGES': 'Новости для открытых страниц',
  'fleet.stream.KV_tenant_routes': 'Маршруты организаций',

  'usage.title': 'Потребление',
  'usage.intro': 'Сколько платформы занимает каждая организация; сначала самые активные.',
  'usage.period': 'Период',
  'usage.days': 'Дней: {days}',
  'usage.messages': 'Сообщения',
  'usage.received': 'Получено',
  'usage.sent': 'Отправлено',
  'usage.failed': 'Не отправлено',
  'usage.conversations': 'Чаты',
  'usage.leads': 'Лиды',
  'usage.tokens': 'Токены ИИ',
  'usage.empty': 'Пока ничего не потреблено',
  'usage.emptyHint': 'Организация появится здесь с первым сообщением.',
};

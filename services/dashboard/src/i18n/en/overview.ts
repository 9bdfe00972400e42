export const overview = {
  'nav.overview': 'Overview',
  'nav.usage': 'Usage',
  'nav.trace': 'Trace',

  'fleet.title': 'Overview',
  'fleet.intro': 'How the platform is, and what wants you.',
  'fleet.asOf': 'As of {time}',
  'fleet.fine': 'Fine',
  'fleet.watch': 'Watch',
  'fleet.act': 'Act',
  'fleet.verdict': 'Verdict',
  'fleet.all': 'See all',
  'fleet.look': 'Look',
  'fleet.allFine': 'All is well',
  'fleet.allFineText': 'Servers answer, messages flow, and nothing waits for you.',
  'fleet.toDo': 'Wants you now: {count}',
  'fleet.toWatch': 'Keep an eye on: {count}',

  'fleet.busAway':
    'The message bus (NATS) does not answer: nothing comes in or goes on. Start it again first.',
  'fleet.nodesAway':
    'A server does not answer: {names}. Start it again, or move its sessions to another.',
  'fleet.noNodes': 'No server takes new sessions. Add one, or take one back into service.',
  'fleet.nodesFull': 'Room for new sessions is running out: {left} left. Add a server.',
  'fleet.sessionsTroubled':
    'Sessions that hear nothing or gave up: {count}. See why, and help the tenant to link again.',
  'fleet.standsStill':
    '{name} takes nothing although {waiting} wait. Look at its log, then restart it.',
  'fleet.behind': '{name} is behind: {waiting} wait. If it does not shrink, start more of it.',
  'fleet.redelivered':
    '{name} tries {redelivered} for another time. What keeps failing ends up in “Not processed”.',
  'fleet.streamFull':
    'The stream {name} is nearly full; once full, new events are refused. Find out who does not keep up.',
  'fleet.mailboxesLate':
    'Customers wait for the bot longer than they should. Check that a bot-worker runs, and the database.',
  'fleet.outboxLate':
    'Replies are sent too late. See whether their sessions are connected and the servers answer.',
  'fleet.outboxFailed': 'Replies that could not be sent today: {count}. WhatsApp refused them.',
  'fleet.lettersAdvice':
    'Events that could not be processed: {count}. Mend the cause, then deliver them again.',
  'fleet.unroutedAdvice':
    'Events that found no tenant: {count}. Deliver them, or delete what is nobody’s.',

  'fleet.mailboxes': 'Chats waiting for the bot',
  'fleet.outbox': 'Replies to be sent',
  'fleet.oldest': 'The oldest waits {time}',
  'fleet.nothingLate': 'Nothing is late',
  'fleet.failedToday': 'Not sent today: {count}',
  'fleet.lettersHint': 'Could not be worked with',
  'fleet.unroutedHint': 'Whose they are is not known',
  'fleet.room': 'Room for new sessions: {left}',

  'fleet.consumers': 'Work on events',
  'fleet.consumersIntro': 'Who takes what WAHA tells, over the last five minutes.',
  'fleet.who': 'Who',
  'fleet.rate': 'Throughput',
  'fleet.perSecond': '{rate}/s',
  'fleet.sparkline': 'Events a second; at most {most}',
  'fleet.waiting': 'Waiting',
  'fleet.inHand': 'In work',
  'fleet.again': 'Tried again',
  'fleet.consumer.bot-worker': 'Messages, for the bot',
  'fleet.consumer.bot-worker-bulk': 'Floods and what was missed',
  'fleet.consumer.session-manager': 'Life of the sessions',

  'fleet.streams': 'Stores between the services',
  'fleet.streamsIntro': 'What came in is kept here until it has been worked on.',
  'fleet.stream': 'Store',
  'fleet.messages': 'Entries',
  'fleet.filled': 'Filled',
  'fleet.since': 'Oldest from',
  'fleet.stream.WAHA_EVENTS': 'Events',
  'fleet.stream.WAHA_BULK': 'Floods and what was missed',
  'fleet.stream.WAHA_UNROUTED': 'Without a tenant',
  'fleet.stream.WAHA_DEAD': 'Not processed',
  'fleet.stream.WAHA_PROBES': 'Probe of the store itself',
  'fleet.stream.TENANT_CHANGES': 'News for open pages',
  'fleet.stream.KV_tenant_routes': 'Routes of the tenants',

  'usage.title': 'Usage',
  'usage.intro': 'How much of the platform each tenant uses; who writes most comes first.',
  'usage.period': 'Period',
  'usage.days': '{days} days',
  'usage.messages': 'Messages',
  'usage.received': 'Received',
  'usage.sent': 'Sent',
  'usage.failed': 'Not sent',
  'usage.conversations': 'Chats',
  'usage.leads': 'Leads',
  'usage.tokens': 'AI tokens',
  'usage.empty': 'Nothing was used yet',
  'usage.emptyHint': 'A tenant appears here with its first message.',
} as const;

import type { Room } from '../room';

export const overview: Room<'overview'> = {
  'nav.overview': 'نمای کلی',
  'nav.usage': 'مصرف',
  'nav.trace': 'ردیابی پیام',

  'fleet.title': 'نمای کلی',
  'fleet.intro': 'سامانه چه حالی دارد و چه چیزی رسیدگی می‌خواهد.',
  'fleet.asOf': 'وضعیت ساعت {time}',
  'fleet.fine': 'خوب',
  'fleet.watch': 'زیر نظر',
  'fleet.act': 'رسیدگی کنید',
  'fleet.verdict': 'ارزیابی',
  'fleet.all': 'همه',
  'fleet.look': 'ببینید',
  'fleet.allFine': 'همه‌چیز خوب است',
  'fleet.allFineText': 'سرورها پاسخ می‌دهند، پیام‌ها در جریان‌اند و چیزی منتظر شما نیست.',
  'fleet.toDo': 'همین حالا رسیدگی می‌خواهد: {count}',
  'fleet.toWatch': 'زیر نظر بگیرید: {count}',

  'fleet.busAway':
    'گذرگاه پیام (NATS) پاسخ نمی‌دهد: چیزی نمی‌رسد و کاری پیش نمی‌رود. نخست آن را دوباره راه بیندازید.',
  'fleet.nodesAway':
    'سرور پاسخ نمی‌دهد: {names}. آن را دوباره راه بیندازید یا نشست‌هایش را به سرور دیگری ببرید.',
  'fleet.noNodes': 'هیچ سروری نشست تازه نمی‌پذیرد. سروری بیفزایید یا یکی را به خدمت برگردانید.',
  'fleet.nodesFull': 'جا برای نشست تازه رو به پایان است: {left} مانده. سروری بیفزایید.',
  'fleet.sessionsTroubled':
    'نشست‌هایی که چیزی نمی‌شنوند یا وامانده‌اند: {count}. علت را ببینید و به مجموعه کمک کنید دوباره وصل شود.',
  'fleet.standsStill':
    '{name} چیزی برنمی‌دارد و {waiting} رویداد منتظر است. گزارش آن را ببینید و سپس دوباره راهش بیندازید.',
  'fleet.behind':
    '{name} عقب افتاده است: {waiting} رویداد منتظر است. اگر کم نمی‌شود، نمونه‌های بیشتری از آن راه بیندازید.',
  'fleet.redelivered':
    '{name} در حال تلاش دوباره برای {redelivered} رویداد است. آنچه باز هم نشود به «پردازش‌نشده» می‌رود.',
  'fleet.streamFull':
    'مخزن {name} تقریباً پر است؛ وقتی پر شود رویداد تازه پذیرفته نمی‌شود. ببینید چه کسی عقب مانده است.',
  'fleet.mailboxesLate':
    'مشتریان بیش از اندازه منتظر ربات مانده‌اند. ببینید bot-worker کار می‌کند و پایگاه داده سالم است.',
  'fleet.outboxLate': 'پاسخ‌ها دیر فرستاده می‌شوند. ببینید نشست‌ها وصل‌اند و سرورها پاسخ می‌دهند.',
  'fleet.outboxFailed': 'پاسخ‌هایی که امروز فرستاده نشد: {count}. واتساپ آن‌ها را نپذیرفت.',
  'fleet.lettersAdvice':
    'رویدادهایی که پردازش نشدند: {count}. علت را برطرف کنید و دوباره تحویل دهید.',
  'fleet.unroutedAdvice':
    'رویدادهای بدون مجموعه: {count}. تحویل دهید، یا آنچه را از آنِ کسی نیست حذف کنید.',

  'fleet.mailboxes': 'گفتگوهای منتظر ربات',
  'fleet.outbox': 'پاسخ‌های در صف ارسال',
  'fleet.oldest': 'قدیمی‌ترین {time} منتظر است',
  'fleet.nothingLate': 'چیزی دیر نشده است',
  'fleet.failedToday': 'امروز فرستاده نشد: {count}',
  'fleet.lettersHint': 'با این‌ها کاری نمی‌شد کرد',
  'fleet.unroutedHint': 'روشن نیست از آنِ کیست',
  'fleet.room': 'جا برای نشست تازه: {left}',

  'fleet.consumers': 'پردازش رویدادها',
  'fleet.consumersIntro': 'چه کسی آنچه را WAHA می‌گوید برمی‌دارد؛ در پنج دقیقهٔ گذشته.',
  'fleet.who': 'پردازنده',
  'fleet.rate': 'سرعت',
  'fleet.perSecond': '{rate}/ث',
  'fleet.sparkline': 'رویداد در ثانیه؛ بیشترین: {most}',
  'fleet.waiting': 'در انتظار',
  'fleet.inHand': 'در دست کار',
  'fleet.again': 'تلاش دوباره',
  'fleet.consumer.bot-worker': 'پیام‌ها، برای ربات',
  'fleet.consumer.bot-worker-bulk': 'سیل پیام‌ها و جامانده‌ها',
  'fleet.consumer.session-manager': 'رویدادهای نشست‌ها',

  'fleet.streams': 'مخزن‌های میان سرویس‌ها',
  'fleet.streamsIntro': 'آنچه رسیده تا پردازش شود اینجا نگه داشته می‌شود.',
  'fleet.stream': 'مخزن',
  'fleet.messages': 'تعداد',
  'fleet.filled': 'پُرشدگی',
  'fleet.since': 'قدیمی‌ترین',
  'fleet.stream.WAHA_EVENTS': 'رویدادها',
  'fleet.stream.WAHA_BULK': 'سیل پیام‌ها و جامانده‌ها',
  'fleet.stream.WAHA_UNROUTED': 'بدون مجموعه',
  'fleet.stream.WAHA_DEAD': 'پردازش‌نشده',
  'fleet.stream.WAHA_PROBES': 'آزمون خود مخزن',
  'fleet.stream.TENANT_CHANGES': 'تازه‌ها برای صفحه‌های باز',
  'fleet.stream.KV_tenant_routes': 'مسیرهای مجموعه‌ها',

  'usage.title': 'مصرف',
  'usage.intro': 'هر مجموعه چه اندازه از سامانه استفاده می‌کند؛ پرپیام‌ترین در بالا.',
  'usage.period': 'بازه',
  'usage.days': '{days} روز',
  'usage.messages': 'پیام‌ها',
  'usage.received': 'دریافتی',
  'usage.sent': 'ارسالی',
  'usage.failed': 'ارسال‌نشده',
  'usage.conversations': 'گفتگوها',
  'usage.leads': 'سرنخ‌ها',
  'usage.tokens': 'توکن هوش مصنوعی',
  'usage.empty': 'هنوز مصرفی نیست',
  'usage.emptyHint': 'هر مجموعه با نخستین پیامش اینجا دیده می‌شود.',
};

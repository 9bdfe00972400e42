/**
 * The first date and the first number are dear: the browser reads what it knows of languages. It reads that once for
 * all threads, so here it keeps no finger waiting. The name of this worker is the locale.
 */
const { name: locale } = self;
new Intl.NumberFormat(locale).format(0);
new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }).format();
self.close();

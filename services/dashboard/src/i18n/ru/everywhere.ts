import type { Room } from '../room';

export const everywhere: Room<'everywhere'> = {
  'connection.lost': 'Сервер недоступен. Мы продолжаем пробовать; показанное могло устареть.',
  'connection.back': 'Связь восстановлена. Всё обновлено.',

  'ended.title': 'Вы вышли из системы',
  'ended.text': 'Войдите снова, чтобы продолжить здесь. Ничего из набранного не пропадёт.',
  'ended.submit': 'Продолжить',
  'ended.other': 'Войти под другим именем',
  'ended.otherHint': 'Тогда набранное пропадёт.',

  'shortcuts.title': 'Клавиатура',
  'shortcuts.help': 'Показать эту подсказку',
  'shortcuts.search': 'Искать на этой странице',
  'shortcuts.go': 'Открыть раздел меню по его номеру',
  'shortcuts.then': 'затем',
  'shortcuts.close': 'Закрыть окно',
  'shortcuts.on': 'Одиночные клавиши действуют',
  'shortcuts.onHint': 'Выключите, если диктуете голосом или нажимаете клавиши случайно.',
};

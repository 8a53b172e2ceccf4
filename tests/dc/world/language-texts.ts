import type { LangText } from './languages.ts';

/** What languages say, by the keys of `tdesktop`: as much of it as the interface's main screens show. */

/** English texts, most of them as short as keys need to be told apart. */
export const english: Readonly<Record<string, LangText>> = {
  lng_language_name: 'English',
  lng_switch_to_this: 'Continue in English',
  lng_close: 'Close',
  lng_cancel: 'Cancel',
  lng_box_ok: 'OK',
  lng_contacts_loading: 'Loading...',
  lng_connecting: 'Connecting...',
  lng_reconnecting_try_now: 'Try now',
  lng_intro_next: 'Next',
  lng_country_select: 'Select Country',
  lng_phone_title: 'Your Phone Number',
  lng_code_ph: 'Code',
  lng_signup_title: 'Your Info',
  lng_signup_firstname: 'First name',
  lng_start_msgs: 'Start Messaging',
  lng_saved_messages: 'Saved Messages',
  lng_willbe_history: 'Select a chat to start messaging',
  lng_settings_logout: 'Log Out',
  lng_status_online: 'online',
  lng_status_recently: 'last seen recently',
  lng_status_offline: 'last seen a long time ago',
  lng_status_lastseen_now: 'last seen just now',
  lng_status_lastseen_minutes: { one: 'last seen {count} minute ago', other: 'last seen {count} minutes ago' },
  lng_status_lastseen_yesterday: 'last seen yesterday at {time}',
  lng_chat_status_members: { one: '{count} member', other: '{count} members' },
  lng_chat_status_subscribers: { one: '{count} subscriber', other: '{count} subscribers' },
  lng_archived_name: 'Archived chats',
  lng_archived_add: 'Archive',
  lng_context_pin_to_top: 'Pin',
  lng_context_mark_read: 'Mark as read',
  lng_context_mark_unread: 'Mark as unread',
  lng_context_reply_msg: 'Reply',
  lng_context_edit_msg: 'Edit',
  lng_context_copy_text: 'Copy Text',
  lng_context_forward_msg: 'Forward',
  lng_context_delete_msg: 'Delete',
  lng_in_dlg_photo: 'Photo',
  lng_in_dlg_video: 'Video',
  lng_from_you: 'You',
  lng_edited: 'edited',
  lng_message_ph: 'Write a message...',
  lng_broadcast_ph: 'Broadcast a message...',
  lng_send_button: 'Send',
  lng_menu_contacts: 'Contacts',
  lng_menu_settings: 'Settings',
  lng_menu_about: 'About',
  lng_settings_language: 'Language',
  lng_filters_title: 'Folders',
  lng_dlg_filter: 'Search',
};

export const german: Readonly<Record<string, LangText>> = {
  ...english,
  lng_language_name: 'Deutsch',
  lng_switch_to_this: 'Weiter auf Deutsch',
  lng_close: 'Schließen',
  lng_cancel: 'Abbrechen',
  lng_connecting: 'Verbinden …',
  lng_intro_next: 'Weiter',
  lng_phone_title: 'Deine Telefonnummer',
  lng_saved_messages: 'Gespeicherte Nachrichten',
  lng_willbe_history: 'Wähle einen Chat aus',
  lng_settings_logout: 'Abmelden',
  lng_chat_status_members: { one: '{count} Mitglied', other: '{count} Mitglieder' },
  lng_archived_name: 'Archivierte Chats',
  lng_message_ph: 'Nachricht schreiben …',
  lng_menu_contacts: 'Kontakte',
  lng_menu_settings: 'Einstellungen',
  lng_settings_language: 'Sprache',
  lng_dlg_filter: 'Suchen',
};

export const russian: Readonly<Record<string, LangText>> = {
  ...english,
  lng_language_name: 'Русский',
  lng_switch_to_this: 'Продолжить на русском',
  lng_close: 'Закрыть',
  lng_cancel: 'Отмена',
  lng_connecting: 'Соединение…',
  lng_intro_next: 'Далее',
  lng_phone_title: 'Ваш номер телефона',
  lng_saved_messages: 'Избранное',
  lng_willbe_history: 'Выберите, кому хотели бы написать',
  lng_settings_logout: 'Выйти',
  lng_status_online: 'в сети',
  lng_status_recently: 'был(а) недавно',
  lng_status_lastseen_minutes: {
    one: 'был(а) {count} минуту назад', few: 'был(а) {count} минуты назад', many: 'был(а) {count} минут назад', other: 'был(а) {count} минуты назад',
  },
  lng_chat_status_members: { one: '{count} участник', few: '{count} участника', many: '{count} участников', other: '{count} участника' },
  lng_chat_status_subscribers: { one: '{count} подписчик', few: '{count} подписчика', many: '{count} подписчиков', other: '{count} подписчика' },
  lng_archived_name: 'Архив',
  lng_context_reply_msg: 'Ответить',
  lng_context_edit_msg: 'Изменить',
  lng_context_forward_msg: 'Переслать',
  lng_context_delete_msg: 'Удалить',
  lng_in_dlg_photo: 'Фотография',
  lng_from_you: 'Вы',
  lng_message_ph: 'Написать сообщение…',
  lng_menu_contacts: 'Контакты',
  lng_menu_settings: 'Настройки',
  lng_settings_language: 'Язык',
  lng_dlg_filter: 'Поиск',
};

export const arabic: Readonly<Record<string, LangText>> = {
  ...english,
  lng_language_name: 'العربية',
  lng_switch_to_this: 'المتابعة بالعربية',
  lng_close: 'إغلاق',
  lng_cancel: 'إلغاء',
  lng_connecting: 'جارٍ الاتصال…',
  lng_intro_next: 'التالي',
  lng_phone_title: 'رقم هاتفك',
  lng_saved_messages: 'الرسائل المحفوظة',
  lng_willbe_history: 'اختر محادثة لبدء المراسلة',
  lng_settings_logout: 'تسجيل الخروج',
  lng_status_online: 'متصل الآن',
  lng_chat_status_members: {
    zero: 'لا أعضاء ({count})', one: 'عضو واحد ({count})', two: 'عضوان ({count})', few: '{count} أعضاء', many: '{count} عضوًا', other: '{count} عضو',
  },
  lng_archived_name: 'المحادثات المؤرشفة',
  lng_context_reply_msg: 'رد',
  lng_context_delete_msg: 'حذف',
  lng_message_ph: 'اكتب رسالة…',
  lng_menu_contacts: 'جهات الاتصال',
  lng_menu_settings: 'الإعدادات',
  lng_settings_language: 'اللغة',
  lng_dlg_filter: 'بحث',
};

/** A few words of a dialect: the rest comes from the language that it is based on. */
export const bavarian: Readonly<Record<string, LangText>> = {
  lng_language_name: 'Boarisch',
  lng_switch_to_this: 'Weida auf Boarisch',
  lng_menu_settings: 'Eistellunga',
  lng_message_ph: 'Schreib wos …',
};

const accents: Readonly<Record<string, string>> = { a: 'á', e: 'é', i: 'î', o: 'ö', u: 'ü', c: 'ç', n: 'ñ', s: 'š', A: 'Å', E: 'É', O: 'Ø', S: 'Š', C: 'Ç' };

/** English with accents, and two fifths longer: what is not translated, or has no room, is seen at once. */
export function pseudo(text: string): string {
  const longer = '~'.repeat(Math.ceil(text.replace(/\{[a-z_]+\}/g, '').length * 0.4));
  return `[${text.replace(/\{[a-z_]+\}|./g, (part) => accents[part] ?? part)}${longer}]`;
}

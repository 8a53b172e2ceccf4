import type { tl } from '#tl';

/** Fixed answers of `help.*`: the terms and the app configuration. */

export function termsOfService(): tl.help.termsOfService {
  const text =
    'By signing up for Petrel Test, you agree not to:\n\n' +
    '- Use our service to send spam or scam users.\n' +
    '- Promote violence on publicly viewable channels and groups.\n' +
    '- Post anything that the local law of your kitchen table forbids.\n\n' +
    'We reserve the right to forget everything when the server stops.';
  return {
    _: 'help.termsOfService',
    id: {
      _: 'dataJSON',
      data: '{"country":"DE","min_age":false,"terms_key":"TERMS_OF_SERVICE","terms_lang":"en","terms_version":1}',
    },
    text,
    entities: [],
  };
}

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** A plain value as TL JSON. */
export function toJsonValue(value: Json): tl.JSONValue {
  if (value === null) return { _: 'jsonNull' };
  if (typeof value === 'boolean') return { _: 'jsonBool', value };
  if (typeof value === 'number') return { _: 'jsonNumber', value };
  if (typeof value === 'string') return { _: 'jsonString', value };
  if (Array.isArray(value)) return { _: 'jsonArray', value: value.map(toJsonValue) };
  return {
    _: 'jsonObject',
    value: Object.entries(value).map(([key, inner]) => ({ _: 'jsonObjectValue', key, value: toJsonValue(inner) })),
  };
}

/** Keys of `help.getAppConfig` with the values of the real server, as far as clients read them. */
export function defaultAppConfig(): Record<string, Json> {
  return {
    test: 1,
    about_length_limit_default: 70,
    about_length_limit_premium: 140,
    autoarchive_setting_available: true,
    caption_length_limit_default: 1024,
    caption_length_limit_premium: 4096,
    channel_color_level_min: 1,
    channels_limit_default: 500,
    channels_limit_premium: 1000,
    channels_public_limit_default: 10,
    channels_public_limit_premium: 20,
    chat_read_mark_expire_period: 604_800,
    chat_read_mark_size_threshold: 100,
    chatlist_invites_limit_default: 3,
    chatlist_invites_limit_premium: 100,
    chatlist_update_period: 3600,
    chatlists_joined_limit_default: 2,
    chatlists_joined_limit_premium: 20,
    dialog_filters_chats_limit_default: 100,
    dialog_filters_chats_limit_premium: 200,
    dialog_filters_enabled: true,
    dialog_filters_limit_default: 10,
    dialog_filters_limit_premium: 30,
    dialog_filters_tooltip: false,
    dialogs_folder_pinned_limit_default: 100,
    dialogs_folder_pinned_limit_premium: 200,
    dialogs_pinned_limit_default: 5,
    dialogs_pinned_limit_premium: 10,
    emojies_animated_zoom: 0.625,
    emojies_send_dice: ['🎲', '🎯', '🏀', '⚽', '🎳', '🎰'],
    factcheck_length_limit: 1024,
    fragment_prefixes: ['888'],
    group_transcribe_level_min: 6,
    hidden_members_group_size_min: 100,
    ignore_restriction_reasons: [],
    message_animated_emoji_max: 100,
    message_typing_draft_ttl: 30,
    pm_read_date_expire_period: 604_800,
    poll_answers_max: 12,
    premium_purchase_blocked: true,
    qr_login_camera: true,
    qr_login_code: 'secondary',
    quote_length_max: 1024,
    reactions_in_chat_max: 3,
    reactions_uniq_max: 11,
    reactions_user_max_default: 1,
    reactions_user_max_premium: 3,
    recommended_channels_limit_default: 10,
    recommended_channels_limit_premium: 100,
    restriction_add_platforms: [],
    rich_message_length_limit: 32_768,
    ringtone_duration_max: 5,
    ringtone_saved_count_max: 100,
    ringtone_size_max: 307_200,
    saved_dialogs_pinned_limit_default: 5,
    saved_dialogs_pinned_limit_premium: 100,
    saved_gifs_limit_default: 200,
    saved_gifs_limit_premium: 400,
    stickers_emoji_cache_time: 86_400,
    stickers_emoji_suggest_only_api: false,
    stickers_faved_limit_default: 5,
    stickers_faved_limit_premium: 10,
    stickers_premium_by_emoji_num: 0,
    stickers_normal_by_emoji_per_premium_num: 2,
    telegram_antispam_group_size_min: 200,
    telegram_antispam_user_id: '5434988373',
    todo_item_length_max: 200,
    todo_items_max: 30,
    todo_title_length_max: 255,
    topics_pinned_limit: 5,
    transcribe_audio_trial_duration_max: 300,
    transcribe_audio_trial_weekly_number: 0,
    upload_max_fileparts_default: 4000,
    upload_max_fileparts_premium: 8000,
    upload_premium_speedup_download: 10,
    upload_premium_speedup_notify_period: 3600,
    upload_premium_speedup_upload: 10,
    url_auth_domains: [],
    autologin_domains: [],
    whitelisted_domains: ['telegram.dog', 'telegram.me', 'telegra.ph', 'telesco.pe', 'fragment.com', 'translations.telegram.org'],
    stories_posting: 'disabled',
    stories_all_hidden: true,
    stars_purchase_blocked: true,
  };
}

export { ArchiveSettingsFeature } from './archive-settings.ts';

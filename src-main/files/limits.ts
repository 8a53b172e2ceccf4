/** What the server allows files and what it says about speed (core.telegram.org/api/config, client configuration). */
export interface TransferLimits {
  /** Parts of one upload: `upload_max_fileparts_premium` for who pays, else `upload_max_fileparts_default`. */
  maxUploadParts: number;
  premium: boolean;
  /** The data center that serves files of the web: `webfile_dc_id`. */
  webFileDcId: number;
  /** How many times faster transfers are for who pays: `upload_premium_speedup_upload` and `upload_premium_speedup_download`. */
  premiumSpeedup: { upload: number; download: number };
  /** Shortest time between two notices that transfers are slowed down, ms. */
  speedNoticePeriodMs: number;
}

/** What holds until the server has said otherwise. */
export const defaultTransferLimits: TransferLimits = {
  maxUploadParts: 4000,
  premium: false,
  webFileDcId: 4,
  premiumSpeedup: { upload: 10, download: 10 },
  speedNoticePeriodMs: 3_600_000,
};

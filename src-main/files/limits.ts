/** What the server allows files and what it says about speed (core.telegram.org/api/config, client configuration). */
export interface TransferLimits {
  /** Parts of one upload: `upload_max_fileparts_premium` for who pays, else `upload_max_fileparts_default`. */
  maxUploadParts: number;
  premium: boolean;
  /** The data center that serves files of the web: `webfile_dc_id`. */
  webFileDcId: number;
  /** Shortest time between two notices that transfers are slowed down, ms. */
  speedNoticePeriodMs: number;
}

/** What holds until the server has said otherwise. */
export const defaultTransferLimits: TransferLimits = {
  maxUploadParts: 4000,
  premium: false,
  webFileDcId: 4,
  speedNoticePeriodMs: 3_600_000,
};

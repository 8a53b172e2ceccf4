import type { tl } from '#tl';
import { userPeerId } from '#shared/model/index.ts';
import type { ContactCard, GeoPoint, LiveLocation, Venue } from '#shared/model/index.ts';
import type { MappedMedia } from './mapped.ts';

/* Places and people that a message shows (core.telegram.org/constructor/geoPoint, core.telegram.org/api/live-location). */

export function mapGeoPoint(geo: tl.GeoPoint): GeoPoint | undefined {
  if (geo._ !== 'geoPoint') return undefined;
  const { lat: latitude, long: longitude } = geo;
  const isOnEarth = Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180;
  if (!isOnEarth) return undefined;
  return {
    latitude,
    longitude,
    ...(geo.accessHash === 0n ? {} : { accessHash: geo.accessHash.toString() }),
    ...(geo.accuracyRadius === undefined ? {} : { accuracy: geo.accuracyRadius }),
  };
}

export function mapLocation({ geo }: tl.messageMediaGeo): MappedMedia {
  const point = mapGeoPoint(geo);
  return { media: point === undefined ? { kind: 'other', label: 'Location' } : { kind: 'location', point }, files: [] };
}

export const mapLive = ({ geo, period, heading }: tl.messageMediaGeoLive): LiveLocation => ({
  point: mapGeoPoint(geo),
  period,
  ...(heading === undefined || heading === 0 ? {} : { heading }),
});

export const mapVenue = ({ geo, title, address }: tl.messageMediaVenue): Venue => ({ point: mapGeoPoint(geo), title, address });

export const mapContact = ({ phoneNumber, firstName, lastName, vcard, userId }: tl.messageMediaContact): ContactCard => ({
  phone: phoneNumber.replace(/[^\d+]/g, '').slice(0, 32),
  firstName,
  lastName,
  vcard: vcard.slice(0, 2048),
  ...(userId === 0 ? {} : { userId: userPeerId(userId) }),
});

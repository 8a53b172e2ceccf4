import type { JSX } from 'solid-js';
import type { Proxy } from '#shared/model/index.ts';
import { t } from '../../strings/index.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { QrImage } from '../../ui/QrImage.tsx';
import { proxyAddress } from './proxy-text.ts';

const words = t.proxies.qr;

/** The link to a proxy for the camera of another device. */
export function QrDialog(props: { proxy: Proxy; link: string; onClose(): void }): JSX.Element {
  return (
    <Dialog
      title={words.title}
      onClose={props.onClose}
      buttons={
        <Button look="primary" onClick={() => props.onClose()}>
          {t.app.ok}
        </Button>
      }
    >
      <QrImage text={props.link} label={words.label(proxyAddress(props.proxy))} />
      <p>{words.note}</p>
    </Dialog>
  );
}

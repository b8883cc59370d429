import QRCode from 'qrcode';

/** A QR code as the address of a picture. */
export const qrOf = async (text: string): Promise<string> => `data:image/svg+xml;base64,${Buffer.from(await QRCode.toString(text, { type: 'svg', margin: 2 })).toString('base64')}`;

import { paperName, paperType } from './paper';

const bytes = (text: string): Buffer => Buffer.from(text, 'latin1');

describe('a paper', () => {
  it('is what its first bytes say', () => {
    expect([
      '\xff\xd8\xff\xe1 Exif', '\x89PNG\r\n\x1a\n', 'RIFF\0\0\0\0WEBPVP8 ', '\0\0\0\x24ftypheic', '\0\0\0\x24ftypmif1', '%PDF-1.7',
    ].map((start) => paperType(bytes(start)))).toEqual(['image/jpeg', 'image/png', 'image/webp', 'image/heic', 'image/heic', 'application/pdf']);
  });

  it('is nothing else, whatever it is called: pages, drawings with scripts, archives, films, nothing at all', () => {
    for (const start of ['', '<!doctype html>', '<svg xmlns="http://www.w3.org/2000/svg">', 'PK\x03\x04', 'GIF89a', '\0\0\0\x24ftypisom', '\n%PDF-1.7', '\xff\xd8', 'RIFF\0\0\0\0WAVE', 'MZ'])
      expect([start, paperType(bytes(start))]).toEqual([start, null]);
  });
});

describe('its name', () => {
  it.each([
    ['大米发票.JPG', '大米发票.JPG'], ['IMG_0001.jpeg', 'IMG_0001.jpeg'], ['发票.pdf', '发票.pdf.jpg'], ['C:\\Users\\li\\发票.jpg', '发票.jpg'], ['../../etc/passwd', 'passwd.jpg'],
    ['a\r\nSet-Cookie: x=1.jpg', 'aSet-Cookie: x=1.jpg'], ['\u202Egpj.exe', 'gpj.exe.jpg'], ['', 'paper.jpg'], ['.jpg', 'paper.jpg'], ['...', 'paper.jpg'], ['\uD800a.jpg', 'a.jpg'], ['  两  份 .jpg ', '两 份.jpg'],
  ])('%j is shown as %j', (given, shown) => {
    expect(paperName(given, 'image/jpeg')).toBe(shown);
  });

  it('is not longer than a line', () => {
    expect(Array.from(paperName(`${'𠀀'.repeat(500)}.pdf`, 'application/pdf'))).toHaveLength(114);
  });
});

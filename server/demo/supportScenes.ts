// Conversations of the demo about what went wrong.

import type { Scene } from './script.ts';

export const SUPPORT_SCENES: Scene[] = [
  {
    customer: 'Putri Lestari',
    lines: [
      { ago: '1h 2m', says: 'Sepeda yang datang kemarin rem belakangnya bunyi keras, padahal baru.' },
      { ago: '52m', by: 'mira', assigns: { kind: 'team', team: 'support' } },
      {
        ago: '50m',
        by: 'mira',
        notes: 'Pesanan hari Selasa, dikirim sudah dirakit. Mungkin kampas remnya kena minyak.',
      },
      { ago: '41m', says: 'Videonya perlu saya kirim?' },
    ],
  },
  {
    customer: 'Fitri Handayani',
    lines: [
      {
        ago: '2h 35m',
        says: 'Aplikasi sewa minta verifikasi ulang terus, saya tidak bisa buka kunci sepedanya.',
      },
      { ago: '2h 20m', by: 'ana', assigns: { kind: 'team', team: 'support' } },
    ],
  },
  {
    customer: 'Grace Okafor',
    lines: [
      { ago: '1d 9h', says: 'I returned the rental on Sunday but the deposit is still not back on my card.' },
      { ago: '1d 8h 50m', by: 'mira', assigns: { kind: 'team', team: 'support' } },
      {
        ago: '1d 8h 30m',
        by: 'dewi',
        replies: 'Hi Grace, sorry about that! Let me look up your booking. Was it the blue touring bike?',
      },
      { ago: '1d 8h 12m', says: 'Yes, booking RP-2291.' },
      {
        ago: '1d 7h 40m',
        by: 'dewi',
        replies:
          'Found it. The refund was started on Monday; banks usually take three working days. I am checking with our payment side to be sure.',
      },
      { ago: '3h 10m', says: 'It is now four working days. Could you please check again?' },
      {
        ago: '2h 48m',
        by: 'dewi',
        notes:
          '@Leo you took this return on Sunday. Do you still have the terminal slip? The bank wants its number.',
        mentions: 'leo',
      },
      { ago: '2h 5m', by: 'leo', notes: 'Slip 004417, scanned into the Sunday folder. The amount is right.' },
      {
        ago: '1h 55m',
        by: 'dewi',
        replies:
          'Thank you for your patience, Grace. I have the receipt number now and sent it to the bank. I will write as soon as they answer, today at the latest.',
      },
    ],
    contactNote: {
      by: 'dewi',
      ago: '1d 7h',
      paragraphs: ['Booking RP-2291, deposit by card.', 'In Yogyakarta until the end of the month.'],
    },
  },
  {
    customer: 'Nadia Rahman',
    lines: [
      { ago: '2d 7h', says: 'Halo, saya ditagih dua kali untuk langganan servis bulan ini.' },
      { ago: '2d 6h 50m', by: 'ana', assigns: { kind: 'team', team: 'support' } },
      { ago: '2d 6h 45m', by: 'dewi', assigns: { kind: 'team-member', team: 'support', member: 'rafi' } },
      {
        ago: '2d 6h 30m',
        by: 'rafi',
        replies:
          'Halo Kak Nadia, maaf atas ketidaknyamanannya. Boleh minta empat angka terakhir kartu dan tanggal tagihannya?',
      },
      { ago: '2d 6h 10m', says: 'Kartu 8830, tanggal 3 dan 4.' },
      {
        ago: '2d 5h 55m',
        by: 'rafi',
        notes: 'Dua transaksi dengan nomor pesanan sama, yang kedua dari percobaan ulang aplikasi.',
      },
      { ago: '2d 5h 50m', by: 'rafi', adds: ['dewi'] },
      {
        ago: '2d 5h 30m',
        by: 'dewi',
        notes: 'Benar, ini kasus ketiga minggu ini. Pengembalian sudah saya ajukan, nomor PB-118.',
      },
      {
        ago: '2d 5h 20m',
        by: 'rafi',
        replies:
          'Kak Nadia, tagihan kedua kami batalkan. Dana kembali ke kartu dalam 3–5 hari kerja, nomor pengembaliannya PB-118.',
      },
      { ago: '2d 5h', says: 'Baik, terima kasih. Apakah bulan depan akan begini lagi?' },
      {
        ago: '2d 4h 40m',
        by: 'rafi',
        replies: 'Tidak, Kak. Penyebabnya sudah ditemukan dan diperbaiki kemarin malam.',
      },
      { ago: '1d 1h', says: 'Sip. Satu lagi: bisa ganti tanggal tagihan ke tanggal 25?' },
      {
        ago: '23h 40m',
        by: 'dewi',
        replies: 'Bisa, Kak Nadia. Mulai bulan depan ditagih tanggal 25. Ada yang lain yang bisa kami bantu?',
      },
      { ago: '2h 15m', says: 'Dananya belum masuk sampai hari ini, padahal sudah lewat dua hari kerja.' },
      {
        ago: '1h 40m',
        by: 'rafi',
        notes: 'Masih dalam batas 3–5 hari. Saya tanyakan ke bank siang ini sebelum membalas.',
      },
    ],
    contactNote: {
      by: 'rafi',
      ago: '2d 5h',
      paragraphs: ['Langganan servis tahunan, ditagih tanggal 25.', 'Pengembalian PB-118.'],
    },
  },
  {
    customer: 'Jack Morrow',
    lines: [
      { ago: '1d 4h', says: 'My rear wheel has a wobble after last week’s service. Could you have a look?' },
      { ago: '1d 3h 50m', by: 'rafi', assigns: { kind: 'team', team: 'support' } },
      {
        ago: '1d 3h 30m',
        by: 'dewi',
        replies: 'Sorry to hear that, Jack! That is on us. When could you bring it in?',
      },
      { ago: '1d 3h 10m', says: 'Tomorrow after 4 pm would work.' },
      { ago: '1d 3h', by: 'dewi', replies: 'Perfect, it takes twenty minutes. Coffee is on us as well.' },
      { ago: '1d 2h 55m', by: 'dewi', snoozes: '2h 20m' },
    ],
  },
  {
    customer: 'Sari Dewanti',
    lines: [
      { ago: '4d 6h', says: 'Cara mendaftarkan garansi rangka bagaimana ya?' },
      { ago: '4d 5h 50m', by: 'mira', assigns: { kind: 'team', team: 'support' } },
      {
        ago: '4d 5h 30m',
        by: 'dewi',
        replies:
          'Halo Kak Sari, cukup kirim nomor rangka (di bawah bottom bracket) dan tanggal beli, nanti kami yang daftarkan.',
      },
      { ago: '4d 5h', says: 'RPX20418, dibeli tanggal 2.' },
      {
        ago: '4d 4h 45m',
        by: 'dewi',
        replies: 'Sudah terdaftar, garansinya berlaku lima tahun. Selamat bersepeda!',
      },
      { ago: '4d 4h 30m', says: 'Cepat sekali, terima kasih!' },
      { ago: '4d 4h 20m', by: 'dewi', closes: true },
    ],
  },
  {
    customer: 'Ahmad Fauzi',
    lines: [
      { ago: '2d 2h', says: 'Paket saya sudah tiga hari di gudang kurir, bisa dibantu?' },
      {
        ago: '2d 1h 45m',
        by: 'rafi',
        replies:
          'Halo Pak Ahmad, sudah kami hubungi kurirnya. Ternyata alamatnya kurang nomor rumah, bisa dilengkapi?',
      },
      { ago: '2d 1h 20m', says: 'Nomor 27, pagar hijau.' },
      { ago: '2d 1h 10m', by: 'rafi', replies: 'Terima kasih. Dijadwalkan antar besok pagi.' },
      { ago: '1d 4h 10m', says: 'Sudah sampai. Mantap.' },
      { ago: '1d 4h', by: 'rafi', closes: true },
    ],
  },
  {
    customer: 'Noah Lindqvist',
    lines: [
      {
        ago: '38m',
        says: 'The battery of my rental shows 40% and the app says 9%. I am 12 km from your shop. Which one is right?',
      },
      { ago: '33m', by: 'ana', assigns: { kind: 'team', team: 'support' } },
      { ago: '29m', says: 'I am waiting at the market for now.' },
    ],
  },
  {
    customer: 'Bayu Saputra',
    lines: [
      { ago: '1h 18m', says: 'Kunci gembok yang saya beli kemarin tidak bisa diputar sama sekali.' },
      { ago: '1h 9m', by: 'mira', assigns: { kind: 'team', team: 'support' } },
    ],
  },
];

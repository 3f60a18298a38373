// Conversations of the demo about buying and renting.

import type { Scene } from './script.ts';

export const SALES_SCENES: Scene[] = [
  {
    customer: 'Budi Santoso',
    lines: [
      { ago: '6m', says: 'Selamat siang, sepeda lipat yang warna hijau di etalase masih ada?' },
      { ago: '5m', says: 'Kalau ada, saya mau ambil sore ini sebelum jam 5.' },
    ],
  },
  {
    customer: 'Hannah Wijaya',
    lines: [
      {
        ago: '34m',
        says: 'Hi! We are four (two kids, 7 and 10) and would like to rent bikes this Saturday. Do you have children’s helmets too?',
      },
      { ago: '31m', says: 'From around 8 until lunch, if possible.' },
    ],
  },
  {
    customer: 'Yusuf Hidayat',
    lines: [
      { ago: '3d 4h', says: 'Halo, kantor kami butuh 12 sepeda untuk karyawan. Bisa minta penawaran?' },
      {
        ago: '3d 3h 40m',
        by: 'leo',
        replies:
          'Halo Pak Yusuf, tentu bisa. Boleh tahu tinggi badan rata-rata dan dipakai untuk jarak berapa jauh?',
      },
      {
        ago: '3d 3h 12m',
        says: 'Campur, 155 sampai 180 cm. Jaraknya sekitar 6 km sekali jalan, jalannya rata.',
      },
      { ago: '3d 2h', by: 'leo', fills: { company: 'Sinar Lestari', telephone: '+62 811 5550 142' } },
      { ago: '3d 1h 50m', by: 'leo', adds: ['ana'] },
      {
        ago: '3d 1h 45m',
        by: 'leo',
        notes:
          '12 unit city bike, dua ukuran rangka. Ana, tolong cek stok ukuran S sebelum saya kirim harga.',
      },
      {
        ago: '2d 22h',
        by: 'ana',
        notes: 'Stok S tinggal 4, kiriman berikutnya hari Kamis. Aman kalau pengiriman minggu depan.',
      },
      {
        ago: '2d 21h',
        by: 'leo',
        replies:
          'Pak Yusuf, untuk 12 unit city bike kami beri potongan 8% dan servis gratis 6 bulan. Pengiriman paling lambat Rabu depan. Penawaran lengkap saya susulkan hari ini.',
      },
      { ago: '1d 2h', says: 'Terima kasih, harganya masuk. Apakah servisnya bisa dilakukan di kantor kami?' },
      { ago: '48m', says: 'Mohon kabarnya ya, besok saya ada rapat anggaran.' },
      {
        ago: '20m',
        by: 'leo',
        drafts: 'Bisa, Pak Yusuf. Mekanik kami datang sebulan sekali, hari Jumat pagi.',
      },
    ],
    contactNote: {
      by: 'leo',
      ago: '3d 1h',
      paragraphs: [
        'Lebih suka ditelepon setelah jam 16.00.',
        'Keputusan anggaran lewat Bu Ratna (bagian umum).',
      ],
    },
  },
  {
    customer: 'Maya Kusuma',
    lines: [
      { ago: '2d 5h', says: 'Mau tanya, bike fitting harus janji dulu ya?' },
      {
        ago: '2d 4h 50m',
        by: 'rafi',
        replies: 'Iya Kak Maya, sekitar 90 menit. Minggu ini masih ada Kamis 10.00 dan Sabtu 14.00.',
      },
      { ago: '2d 4h', says: 'Sabtu jam 14 boleh. Lutut kanan saya sering nyeri kalau lebih dari 30 km.' },
      {
        ago: '2d 3h 55m',
        by: 'rafi',
        replies: 'Siap, sudah saya catat Sabtu 14.00. Bawa sepatu yang biasa dipakai ya.',
      },
      {
        ago: '23h 15m',
        by: 'rafi',
        notes:
          '@Dewi kamu pernah menangani keluhan lutut seperti ini. Bisa lihat setelan sadelnya sebelum Sabtu?',
        mentions: 'dewi',
      },
      {
        ago: '22h 10m',
        by: 'dewi',
        notes: 'Dari fotonya sadel terlalu maju 2 cm. Coba mundurkan dulu, baru ukur ulang sudut lutut.',
      },
      { ago: '21h', by: 'rafi', reads: true },
    ],
    contactNote: {
      by: 'rafi',
      ago: '2d 3h',
      paragraphs: ['Touring, sekitar 120 km seminggu. Cedera lutut kanan (2024).'],
    },
  },
  {
    customer: 'Oliver Brandt',
    lines: [
      {
        ago: '4d 2h',
        says: 'Hello, I bought a size L helmet on Tuesday but it is too loose. Can I swap it for an M?',
      },
      {
        ago: '4d 1h 48m',
        by: 'ana',
        replies:
          'Of course, Oliver. As long as the visor is still on, just send it back with the green label and we ship the M the same day.',
      },
      { ago: '4d 1h 20m', says: 'Great. I am travelling until next week, is that a problem?' },
      {
        ago: '4d 1h 5m',
        by: 'ana',
        replies: 'Not at all, you have 30 days. I will check in with you when you are back.',
      },
      { ago: '4d 1h', by: 'ana', snoozes: '1d 16h' },
    ],
  },
  {
    customer: 'Lena Fischer',
    lines: [
      {
        ago: '1d 6h',
        says: 'Good morning! We run a two-day workshop in June for about 40 people and would love a guided morning ride. Is this something you do?',
      },
      {
        ago: '1d 5h 30m',
        by: 'leo',
        replies:
          'Good morning Lena, what a nice idea! We have guides, and 26 rental bikes of our own. I am asking my colleague who plans events.',
      },
      { ago: '1d 5h 25m', by: 'leo', assigns: { kind: 'member', member: 'mira' } },
      { ago: '1d 5h 22m', by: 'mira', adds: ['leo'] },
      {
        ago: '1d 5h 20m',
        by: 'mira',
        notes:
          'We would have to borrow 14 bikes. I am asking our partner shop; Leo, please keep the second weekend of June free.',
      },
      {
        ago: '1d 3h',
        by: 'mira',
        replies:
          'Hello Lena, Mira here. 40 riders work if we start in two groups, 6:00 and 6:30. Shall I send you two routes to choose from?',
      },
      { ago: '1h 25m', says: 'That sounds perfect. Yes please, and an easy one for beginners.' },
    ],
    contactNote: {
      by: 'mira',
      ago: '1d 5h',
      paragraphs: ['Event: 40 people, two mornings in June.', 'Writes English, reads Indonesian.'],
    },
  },
  {
    customer: 'Dimas Prakoso',
    lines: [
      { ago: '7h 40m', says: 'Ada rantai 11-speed yang cocok untuk groupset lama saya (2016)?' },
      { ago: '7h 20m', by: 'mira', assigns: { kind: 'queue', team: 'sales' } },
      {
        ago: '7h 2m',
        by: 'leo',
        replies:
          'Ada, Mas Dimas. Dua pilihan: yang standar 240 ribu, yang berlapis nikel 390 ribu. Keduanya cocok.',
      },
      {
        ago: '6h 55m',
        by: 'ana',
        refused: { written: '7h 25m' },
        replies: 'Halo Mas Dimas, ada. Boleh kirim foto groupset-nya supaya kami pastikan panjang rantainya?',
      },
      { ago: '6h 30m', says: 'Yang standar saja. Bisa dikirim ke Magelang?' },
      {
        ago: '6h 21m',
        by: 'leo',
        replies: 'Bisa, sampai besok siang. Tautan pembayarannya saya kirim lewat email ya.',
      },
      { ago: '6h 2m', by: 'leo', reads: true },
    ],
  },
  {
    customer: 'Wulan Sari',
    lines: [
      { ago: '5d 1h', says: 'Hari Minggu buka jam berapa?' },
      {
        ago: '5d 40m',
        by: 'ana',
        replies: 'Halo Kak Wulan, Minggu kami buka 07.00–15.00. Bengkel tutup jam 13.00.',
      },
      { ago: '5d 30m', says: 'Oke, makasih!' },
      { ago: '5d 20m', by: 'ana', closes: true },
      { ago: '1h 50m', says: 'Halo lagi, kalau tanggal merah hari Senin tetap buka?' },
    ],
  },
  {
    customer: 'Emma Clarke',
    lines: [
      { ago: '16m', says: 'Hello! Do you have an electric cargo bike that carries two children?' },
      { ago: '14m', says: 'And could I try it first? I am free on Thursday and Friday afternoon.' },
    ],
  },
  {
    customer: 'Rizky Maulana',
    lines: [
      { ago: '27m', says: 'Kak, promo helm 20% masih berlaku sampai kapan?' },
      { ago: '11m', says: 'Oh ya, ukuran saya 58 cm. Yang warna abu-abu kalau ada.' },
    ],
  },
  {
    customer: 'Sofia Marino',
    lines: [
      {
        ago: '3d 7h',
        says: 'Hi, our hotel would like eight rental bikes for its guests, for the whole season. Who can I talk to?',
      },
      { ago: '3d 6h 50m', by: 'rafi', assigns: { kind: 'member', member: 'mira' } },
      {
        ago: '3d 6h 20m',
        by: 'mira',
        replies:
          'Hello Sofia, with me! For a season we keep two spare bikes at your place and service all of them every month. Is the hotel on a hill?',
      },
      { ago: '3d 5h 50m', says: 'Halfway up one, so gears would be kind to our guests.' },
      { ago: '3d 5h 40m', by: 'mira', adds: ['ana', 'dewi'] },
      {
        ago: '3d 5h 35m',
        by: 'mira',
        notes:
          'Ana: eight with at least seven gears, please reserve. Dewi: which Tuesdays suit the workshop?',
      },
      { ago: '3d 3h', by: 'ana', notes: 'Reserved eight of the grey ones, two in size S.' },
      { ago: '2d 23h', by: 'dewi', notes: 'The first Tuesday of each month, before ten.' },
      {
        ago: '2d 22h 30m',
        by: 'mira',
        replies:
          'All reserved: eight bikes with seven gears, service on the first Tuesday of each month. The contract comes with the new price list next week.',
      },
      { ago: '2d 22h', says: 'Wonderful, I will wait for it.' },
      { ago: '2d 21h 50m', by: 'mira', snoozes: '2d 19h' },
    ],
    contactNote: {
      by: 'mira',
      ago: '2d 22h',
      paragraphs: [
        'Hotel on the hill road, eight bikes for the season.',
        'Invoice to the owner, not to Sofia.',
      ],
    },
  },
  {
    customer: 'Intan Permata',
    lines: [
      { ago: '1d 23h', says: 'Sepeda anak 16 inci cocok untuk umur berapa ya?' },
      {
        ago: '1d 22h 50m',
        by: 'rafi',
        replies: 'Halo Kak Intan, biasanya 4–6 tahun, tinggi 100–115 cm. Roda bantunya bisa dilepas.',
      },
      { ago: '1d 22h 30m', says: 'Pas, anak saya 5 tahun. Besok saya ke toko.' },
      { ago: '1d 1h 30m', says: 'Sudah beli yang merah, anaknya senang sekali. Terima kasih!' },
      { ago: '1d 1h 10m', by: 'rafi', closes: true },
    ],
  },
];

// Who writes while customers are simulated: contacts of the demo who answer, and new ones. Some write Indonesian, some English.

export interface SimulatedCustomer {
  /** Of a contact whom the demo knows already, or of a new one. */
  name: string;
  /** What they say, one after another. */
  lines: string[];
}

export const SIMULATED_CUSTOMERS: SimulatedCustomer[] = [
  {
    name: 'Budi Santoso',
    lines: ['Saya sudah di jalan ya, sekitar 20 menit lagi sampai.', 'Baik, terima kasih!'],
  },
  {
    name: 'Hannah Wijaya',
    lines: ['One more thing: do you deliver the bikes to a guest house?', 'Lovely, thank you.'],
  },
  { name: 'Emma Clarke', lines: ['Thursday at three would be best for us.', 'See you then!'] },
  {
    name: 'Noah Lindqvist',
    lines: ['It went off just now. Could somebody come by?', 'Great, I am by the gate.'],
  },
  {
    name: 'Putri Lestari',
    lines: ['Ini sudah saya rekam, bunyinya waktu direm pelan.', 'Oke, saya tunggu.'],
  },
  { name: 'Lena Fischer', lines: ['How long is the easy route?', 'Perfect for us.'] },
  {
    name: 'Yusuf Hidayat',
    lines: ['Rapatnya dimajukan ke jam 2, mohon dibantu ya.', 'Terima kasih banyak, Pak.'],
  },
  { name: 'Grace Okafor', lines: ['Thanks for looking into it, I will wait for the bank.'] },
  {
    name: 'Tegar Wibowo',
    lines: [
      'Halo, bisa servis sepeda di rumah? Saya di daerah kampus.',
      'Remnya saja sih, sama setel gigi.',
      'Siap, sore ini bisa.',
    ],
  },
  {
    name: 'Clara Jensen',
    lines: [
      'Hi, do you rent out bikes by the month?',
      'It would be for two months, from the first of next month.',
      'Thank you, that is very kind.',
    ],
  },
  {
    name: 'Ayu Maharani',
    lines: [
      'Kak, keranjang depan untuk sepeda mini ada?',
      'Warna putih kalau ada, yang rotan.',
      'Oke saya ambil dua.',
    ],
  },
  {
    name: 'Lucas Moreau',
    lines: [
      'Good afternoon, my chain came off and is stuck behind the cassette. Do I need an appointment?',
      'I could be there in half an hour.',
      'Merci! On my way.',
    ],
  },
  {
    name: 'Hendra Gunawan',
    lines: [
      'Selamat sore, saya mau tukar tambah sepeda lama. Bisa?',
      'Tahun 2019, ukuran M, kondisi masih bagus.',
      'Besok saya bawa ke toko.',
    ],
  },
  {
    name: 'Freya Collins',
    lines: ['Is there a group ride this Sunday?', 'I ride about 25 km/h on average.', 'Count me in.'],
  },
  {
    name: 'Laras Puspita',
    lines: ['Ban dalam 20 inci berapa ya?', 'Kalau pasang sekalian di bengkel?', 'Makasih infonya.'],
  },
  {
    name: 'Peter Novak',
    lines: [
      'The app says my voucher has expired, but it is from last week.',
      'The code ends in 7741.',
      'It works now!',
    ],
  },
];

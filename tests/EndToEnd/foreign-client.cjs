// Sends card payments and prints a line for each prediction: node foreign-client.cjs BROKERS COUNT
const { Kafka, logLevel } = require('kafkajs');

const [brokers, count] = [process.argv[2].split(','), Number(process.argv[3])];
const kafka = new Kafka({ clientId: 'foreign', brokers, logLevel: logLevel.ERROR });

async function main() {
  const consumer = kafka.consumer({ groupId: 'foreign' });
  await consumer.connect();
  await consumer.subscribe({ topic: 'card-fraud.predictions', fromBeginning: true });
  const all = new Promise(resolve => {
    const seen = new Set();
    consumer.run({
      eachMessage: async ({ message }) => {
        const value = JSON.parse(message.value.toString());
        const headers = Object.fromEntries(Object.entries(message.headers).map(([name, bytes]) => [name, bytes.toString()]));
        console.log(JSON.stringify({ value, headers }));
        if (seen.add(value.id).size === count) resolve();
      },
    });
  });

  const producer = kafka.producer();
  await producer.connect();
  const messages = Array.from({ length: count }, (_, number) => ({
    key: `C${number % 7}`,
    value: JSON.stringify({ id: `foreign-${number}`, customerId: `C${number % 7}`, terminalId: `T${number % 5}`, at: new Date().toISOString(), amount: 10 + number }),
    headers: { traceparent: `00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01` },
  }));
  await producer.send({ topic: 'card.transactions', messages });
  await producer.disconnect();
  await Promise.race([all, new Promise((_, reject) => setTimeout(() => reject(new Error('not all predictions came')), 120_000).unref())]);
  await consumer.disconnect();
}

main().then(() => process.exit(0), error => { console.error(error.message); process.exit(1); });

package io.conteur.systemtests;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.conteur.events.story.PromptSubmitted;
import io.conteur.events.story.PromptSubmittedBuilder;
import io.conteur.events.wire.EventCodec;
import java.util.List;
import java.util.Random;
import org.apache.kafka.common.header.Header;

/**
 * Prompts as many clients would send them, good ones and others. Every number is one prompt and,
 * now and then, what goes with it: a repetition, poison, a tombstone.
 */
final class PromptMix {
    /** By so many numbers later one is sent again. */
    private static final int LATER = 500;

    private static final String LONG_AGO = "2020-01-01T00:00:00Z";

    private final PromptLedger ledger;
    private final long seed;
    private final List<List<Header>> odd = List.copyOf(OddRecords.harmlessHeaders().values());

    PromptMix(PromptLedger ledger, long seed) {
        this.ledger = ledger;
        this.seed = seed;
    }

    void send(int number) {
        switch (number % 50) {
            case 1, 11, 21, 31, 41 -> twice(prompt(number));
            case 5, 15, 25, 35, 45 -> oneFromBefore(number);
            case 2 -> line(number);
            case 3, 23 ->
                    ledger.send(record(prompt(number)).withKey(null), id(number), text(number));
            case 4 -> twiceWithoutKey(number);
            case 6, 16, 26, 36, 46 -> withOddHeaders(number);
            case 7, 27 -> underABinaryKey(number);
            case 8 -> underTwoKeys(number);
            case 9 -> cancelled(number);
            case 12 -> twice(with(number).deadline(LONG_AGO).build());
            case 13 -> structured(number);
            case 14 -> ledger.send(with(number).n(2).build());
            case 17 -> ledger.send(afterByteOrderMark(number), id(number), text(number));
            case 18 -> twice(with(number).maxTokens(10_000).build());
            default -> ledger.send(prompt(number));
        }
        if (number % 50 == 0) {
            poison(number);
        }
    }

    private void twice(PromptSubmitted prompt) {
        ledger.send(prompt);
        ledger.send(prompt);
    }

    private void oneFromBefore(int number) {
        ledger.send(prompt(number));
        if (number >= LATER) {
            ledger.send(prompt(number - LATER));
        }
    }

    /** What somebody types, whose position names it. */
    private void line(int number) {
        ledger.send(KafkaRequest.of("line " + number, text(number)), null, text(number));
    }

    private void twiceWithoutKey(int number) {
        for (int i = 0; i < 2; i++) {
            ledger.send(record(prompt(number)).withKey(null), id(number), text(number));
        }
    }

    private void withOddHeaders(int number) {
        List<Header> headers = odd.get(number / 10 % odd.size());
        ledger.send(record(prompt(number)).withHeaders(headers), id(number), text(number));
    }

    private void underABinaryKey(int number) {
        ledger.send(record(prompt(number)).withKey(key(number)), id(number), text(number));
    }

    /** No UTF-8, and another for every number. */
    private byte[] key(int number) {
        byte[] key = new byte[16];
        new Random(seed + number).nextBytes(key);
        key[0] = (byte) 0xff;
        return key;
    }

    /** Two clients that chose the same id. */
    private void underTwoKeys(int number) {
        for (int i = 0; i < 2; i++) {
            byte[] key = key(number);
            key[1] += (byte) i;
            ledger.send(record(prompt(number)).withKey(key), id(number), text(number));
        }
    }

    private void cancelled(int number) {
        for (int i = 0; i < 4; i++) {
            ledger.send(with(number).ignoreEnd(true).build());
        }
        ledger.sendTombstone(text(number).getBytes(UTF_8));
    }

    private void structured(int number) {
        String json = json(with(number).id(null).build());
        OddRecords.structured("s-" + number + "-", text(number), json)
                .forEach(
                        (name, event) ->
                                ledger.send(event, "s-" + number + "-" + name, text(number)));
    }

    private static KafkaRequest afterByteOrderMark(int number) {
        return KafkaRequest.of("mark " + number, "\ufeff" + json(prompt(number)));
    }

    private void poison(int number) {
        List<KafkaRequest> poison =
                List.copyOf(OddRecords.poison("poison " + number, json(prompt(number))).values());
        ledger.sendPoison(poison.get(number / 50 % poison.size()));
    }

    private static KafkaRequest record(PromptSubmitted prompt) {
        return KafkaRequest.of(prompt.prompt(), json(prompt));
    }

    private static String json(PromptSubmitted prompt) {
        return new String(EventCodec.encode(prompt), UTF_8);
    }

    private static PromptSubmitted prompt(int number) {
        return with(number).build();
    }

    private static PromptSubmittedBuilder with(int number) {
        return PromptSubmittedBuilder.builder()
                .prompt(text(number))
                .id(id(number))
                .model("micro")
                .temperature(0.9)
                .maxTokens(60);
    }

    private static String id(int number) {
        return "p-" + number;
    }

    private static String text(int number) {
        return "A fox and the number " + number;
    }
}

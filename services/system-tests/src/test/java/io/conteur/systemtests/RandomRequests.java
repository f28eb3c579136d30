package io.conteur.systemtests;

import static io.conteur.systemtests.KafkaRequest.header;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/**
 * Records for one input, each drawn from a seed and its number: random bytes, golden examples with
 * and without damage, events in structured mode, deep and wide JSON, extreme sizes, nothing at all.
 * All have a trace of their own, by which an answer is known, and name themselves where an example
 * has an id.
 */
final class RandomRequests {
    /** How many records there are to one of extreme size. */
    private static final int SELDOM = 500;

    /** Of how many requests for a training one stays as it was drawn. */
    private static final int WHOLE = 50;

    /** Room for a damaged number, or an odd header, beyond the largest record that fits. */
    private static final int BEYOND = 20;

    private final Input input;
    private final long seed;
    private final int limit;
    private final List<String> examples;
    private final List<List<Header>> odd;
    private final List<KafkaRequest> poison;

    /**
     * @param limit bytes that a batch of the topic may have
     */
    RandomRequests(Input input, long seed, int limit) throws IOException {
        this.input = input;
        this.seed = seed;
        this.limit = limit;
        this.examples = examples(input.topic().type().getSimpleName());
        this.odd =
                OddRecords.harmlessHeaders().values().stream()
                        .filter(headers -> headers.stream().noneMatch(RandomRequests::traces))
                        .toList();
        this.poison = List.copyOf(OddRecords.poison("poison", input.json("poison")).values());
    }

    private static boolean traces(Header header) {
        return header.key().equals("traceparent");
    }

    private static List<String> examples(String event) throws IOException {
        try (Stream<Path> files = Files.walk(House.root().resolve("schemas/examples/" + event))) {
            List<String> examples = new ArrayList<>();
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                examples.add(Files.readString(file));
            }
            return examples;
        }
    }

    /** The trace of a record, which no other has. */
    String trace(int number) {
        return "%08x%024x".formatted(input.topic().name().hashCode(), number + 1);
    }

    KafkaRequest record(int number) {
        // Neighbouring seeds alone would begin with much the same draws.
        Random random = new Random((trace(number).hashCode() + seed) * 0x9e3779b97f4a7c15L);
        String name = "fuzz-" + number;
        List<Header> headers = new ArrayList<>(headers(random));
        headers.add(header("traceparent", "00-" + trace(number) + "-00000000000000aa-01"));
        byte[] key = key(random, name);
        if (random.nextInt(SELDOM) == 0) {
            return extreme(random, key, headers);
        }
        KafkaRequest record = value(random, name);
        headers.addAll(record.headers());
        return new KafkaRequest(key, mostlySpoiled(random, record.value()), headers);
    }

    /**
     * Few requests for a training stay whole: each is a job of its own, and half a second passes
     * until it is refused.
     */
    private byte @Nullable [] mostlySpoiled(Random random, byte @Nullable [] value) {
        if (input != Input.TRAINING_REQUESTS
                || value == null
                || value.length == 0
                || random.nextInt(WHOLE) == 0) {
            return value;
        }
        String text = new String(value, ISO_8859_1);
        String spoiled =
                random.nextBoolean()
                        ? text.replaceFirst("\\{", "{\"steps\": \"many\", ")
                        : text.substring(0, text.length() - 1);
        return spoiled.getBytes(ISO_8859_1);
    }

    private static byte @Nullable [] key(Random random, String name) {
        return switch (random.nextInt(10)) {
            case 0 -> null;
            case 1 -> bytes(random, 1 + random.nextInt(64));
            case 2 -> ByteBuffer.allocate(20).putInt(0xfffe0001).put(name.getBytes(UTF_8)).array();
            case 3 -> random.nextInt(20) == 0 ? new byte[0] : name.getBytes(UTF_8);
            case 4 -> (name + "\u0001".repeat(random.nextInt(200))).getBytes(UTF_8);
            default -> name.getBytes(UTF_8);
        };
    }

    private List<Header> headers(Random random) {
        return switch (random.nextInt(5)) {
            case 0 -> odd.get(random.nextInt(odd.size()));
            case 1 -> randomHeaders(random);
            default -> List.of();
        };
    }

    private static List<Header> randomHeaders(Random random) {
        List<String> names =
                List.of("ce_source", "ce_type", "ce_time", "ce_specversion", "ce_x", "tracestate");
        List<Header> headers = new ArrayList<>();
        for (int i = random.nextInt(8); i >= 0; i--) {
            byte[] value = random.nextInt(4) == 0 ? null : bytes(random, random.nextInt(60));
            String name =
                    random.nextBoolean()
                            ? names.get(random.nextInt(names.size()))
                            : HexFormat.of().formatHex(bytes(random, random.nextInt(10)));
            headers.add(new RecordHeader(name, value));
        }
        return headers;
    }

    private KafkaRequest value(Random random, String name) {
        int kind = random.nextInt(100);
        if (kind < 40) {
            return valued(damaged(random, example(random, name).getBytes(UTF_8)));
        } else if (kind < 50) {
            return valued(example(random, name).getBytes(UTF_8));
        } else if (kind < 60) {
            return valued(bytes(random, 1 + random.nextInt(300)));
        } else if (kind < 65) {
            return new KafkaRequest(null, random.nextBoolean() ? null : new byte[0], List.of());
        } else if (kind < 70) {
            return valued(nested(random).getBytes(UTF_8));
        } else if (kind < 80) {
            return structured(random, name);
        } else if (kind < 85) {
            KafkaRequest one = poison.get(random.nextInt(poison.size()));
            return new KafkaRequest(null, one.value(), one.headers());
        }
        return valued(input.request(name, name).value());
    }

    private static KafkaRequest valued(byte @Nullable [] value) {
        return new KafkaRequest(null, value, List.of());
    }

    /** An example whose id, if it has one, is the record's name. */
    private String example(Random random, String name) {
        String example = examples.get(random.nextInt(examples.size()));
        return example.replaceFirst("\"id\"\\s*:\\s*\"[^\"]+\"", "\"id\": \"" + name + "\"");
    }

    private KafkaRequest structured(Random random, String name) {
        Map<String, KafkaRequest> events =
                OddRecords.structured(name + "-", name, input.json(name));
        KafkaRequest event = List.copyOf(events.values()).get(random.nextInt(events.size()));
        byte[] value =
                random.nextBoolean() ? event.value() : damaged(random, event.value().clone());
        return new KafkaRequest(null, value, event.headers());
    }

    private static byte[] damaged(Random random, byte[] bytes) {
        byte[] damaged = bytes;
        for (int i = random.nextInt(4); i >= 0 && damaged.length > 0; i--) {
            damaged = damage(random, damaged);
        }
        return damaged;
    }

    private static byte[] damage(Random random, byte[] bytes) {
        int from = random.nextInt(bytes.length);
        int to = from + random.nextInt(Math.min(16, bytes.length - from) + 1);
        byte[] left = Arrays.copyOf(bytes, from);
        byte[] piece = Arrays.copyOfRange(bytes, from, to);
        byte[] right = Arrays.copyOfRange(bytes, to, bytes.length);
        return switch (random.nextInt(7)) {
            case 0 -> left;
            case 1 -> joined(left, right);
            case 2 -> joined(left, piece, piece, right);
            case 3 -> joined(left, bytes(random, 1 + random.nextInt(8)), right);
            case 4 -> joined(left, "9".repeat(random.nextInt(400)).getBytes(UTF_8), right);
            case 5 -> joined(left, new byte[] {(byte) "{}[]\",:\\".charAt(from % 8)}, right);
            default -> joined(left, "\\u0000\\ud800".getBytes(UTF_8), right);
        };
    }

    private static byte[] joined(byte[]... pieces) {
        ByteBuffer all = ByteBuffer.allocate(Stream.of(pieces).mapToInt(p -> p.length).sum());
        Stream.of(pieces).forEach(all::put);
        return all.array();
    }

    private static String nested(Random random) {
        int count = 1 << random.nextInt(13);
        return switch (random.nextInt(4)) {
            case 0 -> "{\"prompt\":" + "[".repeat(count) + "]".repeat(count) + "}";
            case 1 -> "{\"id\":".repeat(count) + "1" + "}".repeat(count);
            case 2 -> "{\"stop\":[" + "\"x\",".repeat(count) + "\"x\"],\"prompt\":\"x\"}";
            default -> "{\"prompt\":\"" + "\\u0001".repeat(count) + "\"}";
        };
    }

    /** As large as the topic allows, or somewhat larger: then the broker refuses it. */
    private KafkaRequest extreme(Random random, byte @Nullable [] key, List<Header> headers) {
        int size = limit + BEYOND - (1 << random.nextInt(18));
        byte[] large = new byte[size];
        Arrays.fill(large, (byte) random.nextInt(256));
        return switch (random.nextInt(3)) {
            case 0 -> new KafkaRequest(large, input.json("large").getBytes(UTF_8), headers);
            case 1 -> {
                headers.add(new RecordHeader("large", large));
                yield new KafkaRequest(key, new byte[] {'{'}, headers);
            }
            default -> new KafkaRequest(key, large, headers);
        };
    }

    private static byte[] bytes(Random random, int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }
}

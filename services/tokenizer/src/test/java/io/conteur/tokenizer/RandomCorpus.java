package io.conteur.tokenizer;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Random corpora of many scripts, marks, emoji, invalid bytes, unusual spaces and long words. */
final class RandomCorpus {
    /** The first and last code points of the ranges to draw from. */
    private static final int[][] STRETCHES = {
        {'a', 'e'},
        {'a', 'z'},
        {'A', 'Z'},
        {'0', '9'},
        {'!', '/'},
        {0xC0, 0x17F},
        {0x300, 0x36F},
        {0x391, 0x3C9},
        {0x400, 0x45F},
        {0x530, 0x58A},
        {0x5D0, 0x5EA},
        {0x610, 0x669},
        {0x900, 0x97F},
        {0xE01, 0xE3A},
        {0x1100, 0x11FF},
        {0x1E00, 0x1EFF},
        {0x1F00, 0x1FFF},
        {0x2000, 0x206F},
        {0x2100, 0x218F},
        {0x2460, 0x24FF},
        {0x2580, 0x2590},
        {0x3000, 0x30FF},
        {0x3200, 0x33FF},
        {0x4E00, 0x4E40},
        {0xAC00, 0xAC40},
        {0xF900, 0xFA20},
        {0xFB00, 0xFDFF},
        {0xFE00, 0xFEFF},
        {0xFF00, 0xFFFF},
        {0x10780, 0x107BA},
        {0x1133B, 0x11391},
        {0x1611E, 0x16D6A},
        {0x1CCD6, 0x1CCFF},
        {0x1D400, 0x1D4FF},
        {0x1E030, 0x1E06D},
        {0x1F1E6, 0x1F1FF},
        {0x1F600, 0x1F64F},
        {0x20000, 0x20010},
        {0x30000, 0x30010},
        {0xA7F0, 0xA7FF},
        {1, 31},
        {0x7F, 0xA0}
    };

    private static final List<String> ODDITIES =
            List.of(
                    "<sep>",
                    "<newline>",
                    "<s>",
                    "</s>",
                    "<unk>",
                    "<pad>",
                    "<0x41>",
                    "▁",
                    "▅",
                    "\t",
                    "\r",
                    "  ",
                    "\u3000",
                    "\uFEFF",
                    "\u0000",
                    "aaaa",
                    "the",
                    "👨‍👩‍👧",
                    "e\u0301",
                    "ﷺ",
                    "①",
                    "～",
                    "123",
                    "１２");

    private final Random random;
    private final List<String> words = new ArrayList<>();

    RandomCorpus(Random random) {
        this.random = random;
        List<int[]> stretches = new ArrayList<>();
        for (int i = 0; i < 1 + random.nextInt(5); i++) {
            stretches.add(STRETCHES[random.nextInt(STRETCHES.length)]);
        }
        for (int i = 0; i < 20 + random.nextInt(200); i++) {
            words.add(word(stretches));
        }
    }

    /** Valid characters. */
    String line() {
        StringBuilder line = new StringBuilder();
        int length = random.nextInt(12);
        for (int i = 0; i < length; i++) {
            // Squared, so that some words are frequent.
            double place = random.nextDouble();
            line.append(words.get((int) (place * place * words.size())));
            line.append(random.nextInt(15) == 0 ? "" : " ");
            if (random.nextInt(20) == 0) {
                line.append(ODDITIES.get(random.nextInt(ODDITIES.size())));
            }
        }
        return line.toString();
    }

    /** Lines, some with invalid bytes or a carriage return at the end. */
    byte[] bytes(int lines) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < lines; i++) {
            bytes.writeBytes(line().getBytes(StandardCharsets.UTF_8));
            if (random.nextInt(30) == 0) {
                bytes.write(0x80 + random.nextInt(0x80));
                bytes.write(0x80 + random.nextInt(0x80));
            }
            bytes.writeBytes(
                    (random.nextInt(10) == 0 ? "\r\n" : "\n").getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    private String word(List<int[]> stretches) {
        StringBuilder word = new StringBuilder();
        int length = random.nextInt(50) == 0 ? 300 : 1 + random.nextInt(8);
        int[] stretch = stretches.get(random.nextInt(stretches.size()));
        for (int i = 0; i < length; i++) {
            if (random.nextInt(6) == 0) {
                stretch = stretches.get(random.nextInt(stretches.size()));
            }
            int repeats = random.nextInt(15) == 0 ? 1 + random.nextInt(6) : 1;
            int character = stretch[0] + random.nextInt(stretch[1] - stretch[0] + 1);
            word.append(Character.toString(character).repeat(repeats));
        }
        return word.toString().replace("\n", "");
    }
}

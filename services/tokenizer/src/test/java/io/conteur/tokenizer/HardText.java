package io.conteur.tokenizer;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/** Lines for edge cases: invalid bytes, zero bytes, only spaces, very long words. */
final class HardText {
    private static final List<String> SPACES = List.of(" ", "  ", "\u3000", "▁", "\t", "\u00A0");

    private final Random random;
    private final RandomCorpus corpus;

    HardText(Random random) {
        this.random = random;
        this.corpus = new RandomCorpus(random);
    }

    /** Lines that end at line feeds, each of them at most this many bytes long if it can be. */
    byte[] lines(int count, int longest) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < count; i++) {
            bytes.writeBytes(line(longest));
            bytes.write('\n');
        }
        return bytes.toByteArray();
    }

    private byte[] line(int longest) {
        return switch (random.nextInt(8)) {
            case 0 -> broken(text(corpus.line()));
            case 1 -> text(corpus.line() + "\0" + corpus.line());
            case 2 -> text(SPACES.get(random.nextInt(SPACES.size())).repeat(random.nextInt(4)));
            case 3 -> longWord(longest);
            case 4 -> text(corpus.line() + SPACES.get(random.nextInt(SPACES.size())) + "x, \"y\"");
            default -> text(corpus.line());
        };
    }

    /** Characters in a row, without spaces, that repeat some of their parts. */
    private byte[] longWord(int longest) {
        String some = (corpus.line() + "火 月").replaceAll("\\s+", "");
        StringBuilder word = new StringBuilder();
        int length = 1 + random.nextInt(longest / 4);
        while (word.length() < length) {
            int from = some.offsetByCodePoints(0, random.nextInt(points(some)));
            word.append(some, from, some.length());
        }
        return text(word.toString());
    }

    private byte[] broken(byte[] line) {
        byte[] broken = line.clone();
        for (int i = 0; i < broken.length; i++) {
            if (random.nextInt(10) == 0) {
                broken[i] = (byte) (0x80 + random.nextInt(0x80));
            }
        }
        return broken;
    }

    private static int points(String text) {
        return text.codePointCount(0, text.length());
    }

    private static byte[] text(String text) {
        return text.replace("\n", " ").getBytes(StandardCharsets.UTF_8);
    }
}

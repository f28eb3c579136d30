package io.conteur.tokenizer.text;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * NFKD and NFKC of Unicode 17: those of Java 17 (Unicode 13) and the decompositions added since.
 */
public final class Decompositions {
    private final Map<Integer, String> added = new HashMap<>();
    private final Map<String, String> composites = new HashMap<>();

    Decompositions() throws IOException {
        for (String line : lines("decompositions-since-unicode-14.txt")) {
            String[] columns = line.split(" ", -1);
            boolean canonical = !columns[1].equals("~");
            StringBuilder parts = new StringBuilder();
            for (int i = canonical ? 1 : 2; i < columns.length; i++) {
                parts.appendCodePoint(Integer.parseInt(columns[i], 16));
            }
            int character = Integer.parseInt(columns[0], 16);
            added.put(character, parts.toString());
            if (canonical) {
                composites.put(parts.toString(), Character.toString(character));
            }
        }
    }

    String nfkd(String text) {
        return Normalizer.normalize(decompose(text), Form.NFKD);
    }

    String nfkc(String text) {
        return compose(Normalizer.normalize(decompose(text), Form.NFKC));
    }

    /** A resource's lines without its comments. */
    public static List<String> lines(String resource) throws IOException {
        var in = Decompositions.class.getResourceAsStream(resource);
        try (var reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            return reader.lines().filter(line -> !line.startsWith("#")).toList();
        }
    }

    private String decompose(String text) {
        StringBuilder decomposed = new StringBuilder();
        text.codePoints()
                .forEach(
                        character -> {
                            String parts = added.get(character);
                            decomposed.append(
                                    parts == null
                                            ? Character.toString(character)
                                            : decompose(parts));
                        });
        return decomposed.toString();
    }

    /** The added composites are made of starters, so neighbours compose from left to right. */
    private String compose(String text) {
        StringBuilder composed = new StringBuilder();
        String last = "";
        for (int character : text.codePoints().toArray()) {
            String next = Character.toString(character);
            String composite = composites.get(last + next);
            composed.append(composite == null ? last : "");
            last = composite == null ? next : composite;
        }
        return composed.append(last).toString();
    }
}

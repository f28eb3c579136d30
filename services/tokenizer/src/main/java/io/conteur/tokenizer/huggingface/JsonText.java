package io.conteur.tokenizer.huggingface;

import java.util.List;

/** Writes the little JSON that the files of this package are made of. */
final class JsonText {
    private JsonText() {}

    static String quote(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ') {
                quoted.append(String.format("\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }

    /** A step of a normalizer or decoder that replaces what a regular expression matches. */
    static String replaceAll(String expression, String replacement) {
        return replace("Regex", expression, replacement);
    }

    /** A step of a normalizer or decoder that replaces a text. */
    static String replaceText(String text, String replacement) {
        return replace("String", text, replacement);
    }

    static String sequence(String field, List<String> steps) {
        return "{\"type\": \"Sequence\", %s: [\n    %s\n  ]}"
                .formatted(quote(field), String.join(",\n    ", steps));
    }

    private static String replace(String kind, String pattern, String replacement) {
        return "{\"type\": \"Replace\", \"pattern\": {\"%s\": %s}, \"content\": %s}"
                .formatted(kind, quote(pattern), quote(replacement));
    }
}

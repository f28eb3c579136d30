package io.conteur.tokenizer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** Small corpora for tests. */
public final class Corpus {
    private static final List<String> WORDS =
            List.of(
                    "once", "there", "was", "a", "fox", "who", "sang", "to", "the", "moon", "and",
                    "walked", "walking", "through", "Wald", "Fähre", "été", "naïve", "лиса", "луна",
                    "песня", "キツネ", "月", "歌う", "여우", "😀", "🦊", "1984", "42", ",", ".", "“", "”");

    private Corpus() {}

    /** Lines of made-up prose in several scripts, the same for the same seed. */
    public static Path prose(Path directory, int lines, long seed) throws IOException {
        Random random = new Random(seed);
        StringBuilder text = new StringBuilder();
        for (int line = 0; line < lines; line++) {
            for (int word = 0; word < 12; word++) {
                text.append(WORDS.get(random.nextInt(WORDS.size()))).append(' ');
            }
            text.append(line % 3 == 0 ? "<newline> the end\n" : "the end\n");
        }
        return Files.writeString(directory.resolve("prose-" + seed + ".txt"), text);
    }
}

package io.conteur.benchmarks.training;

import java.io.BufferedOutputStream;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;

/**
 * Generates a corpus of any size from a small one: stories of its sentences, and prompts of halves
 * of its prompts, all in a seeded random order. Its words are as frequent as in the small one.
 *
 * <p>Arguments: the file of prompts, that of stories, an output folder, megabytes of text, the
 * number of files, and optionally {@code gzip}.
 */
public final class CorpusGenerator {
    private static final long SEED = 1;
    private static final int SENTENCES_OF_STORY = 45;

    private final SplittableRandom random = new SplittableRandom(SEED);
    private final List<String> prompts;
    private final List<String> sentences;

    private CorpusGenerator(List<String> prompts, List<String> stories) {
        this.prompts = List.copyOf(prompts);
        this.sentences =
                stories.stream()
                        .flatMap(story -> Arrays.stream(story.split("(?<=[.!?]) ", -1)))
                        .filter(sentence -> !sentence.isBlank())
                        .toList();
    }

    public static void main(String[] args) throws IOException {
        CorpusGenerator generator =
                new CorpusGenerator(
                        Files.readAllLines(Path.of(args[0])), Files.readAllLines(Path.of(args[1])));
        Path folder = Files.createDirectories(Path.of(args[2]));
        int files = Integer.parseInt(args[4]);
        long bytesOfFile = Long.parseLong(args[3]) * 1_000_000 / files;
        boolean gzip = args.length > 5;
        for (int file = 0; file < files; file++) {
            String name = "-%03d.txt%s".formatted(file, gzip ? ".gz" : "");
            try (BufferedWriter prompts = writer(folder.resolve("prompts" + name), gzip);
                    BufferedWriter stories = writer(folder.resolve("stories" + name), gzip)) {
                generator.generate(prompts, stories, bytesOfFile);
            }
        }
    }

    private static BufferedWriter writer(Path file, boolean gzip) throws IOException {
        OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16);
        return new BufferedWriter(
                new OutputStreamWriter(
                        gzip ? new GZIPOutputStream(out) : out, StandardCharsets.UTF_8));
    }

    private void generate(BufferedWriter promptFile, BufferedWriter storyFile, long bytes)
            throws IOException {
        for (long written = 0; written < bytes; ) {
            String prompt = prompt();
            String story = story();
            promptFile.append(prompt).append('\n');
            storyFile.append(story).append('\n');
            written += prompt.length() + story.length() + 2L;
        }
    }

    /** The first half of one prompt and the second half of another. */
    private String prompt() {
        String[] one = any(prompts).split(" ", -1);
        String[] other = any(prompts).split(" ", -1);
        String[] words = Arrays.copyOf(one, one.length / 2 + (other.length + 1) / 2);
        System.arraycopy(other, other.length / 2, words, one.length / 2, (other.length + 1) / 2);
        return String.join(" ", words);
    }

    private String story() {
        StringBuilder story = new StringBuilder();
        int count = SENTENCES_OF_STORY / 2 + random.nextInt(SENTENCES_OF_STORY);
        for (int i = 0; i < count; i++) {
            story.append(i == 0 ? "" : " ").append(any(sentences));
        }
        return story.toString();
    }

    private String any(List<String> texts) {
        return texts.get(random.nextInt(texts.size()));
    }
}

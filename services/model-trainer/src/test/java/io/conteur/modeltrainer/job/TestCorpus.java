package io.conteur.modeltrainer.job;

import io.conteur.artifacts.Artifact;
import io.conteur.artifacts.ArtifactStore;
import io.conteur.events.ArtifactReference;
import io.conteur.events.training.TokenizerSettings;
import io.conteur.events.training.TokenizerTrained;
import io.conteur.events.training.TokenizerTrainedBuilder;
import io.conteur.tokenizer.TokenizerTrainer;
import io.conteur.tokenizer.TrainedTokenizer;
import io.conteur.tokenizer.model.TokenizerParameters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** A micro corpus and its tokenizer, in an artifact store. */
public record TestCorpus(
        ArtifactReference corpus, ArtifactReference tokenizer, int vocabularySize) {
    private static final int PAIRS = 20;
    private static final int VOCABULARY = 64;
    private static final List<String> ANIMALS = List.of("fox", "owl", "hen", "cat", "dog");
    private static final List<String> PLACES = List.of("hill", "lake", "barn", "road");

    public static TestCorpus in(ArtifactStore store, String name) throws IOException {
        ArtifactReference corpus = corpus(store, name);
        Path stories = store.fetch(corpus.key(), corpus.sha256()).resolve("stories.txt");
        TrainedTokenizer trained =
                new TokenizerTrainer(
                                TokenizerParameters.defaults(VOCABULARY), (stage, fraction) -> true)
                        .train(List.of(stories, stories.resolveSibling("prompts.txt")));
        Artifact tokenizer = store.publish("tokenizers/" + name, trained::saveTo);
        return new TestCorpus(corpus, reference(tokenizer), VOCABULARY);
    }

    /** The event that its tokenizer was published by. */
    public TokenizerTrained trained(String id, String name) {
        return TokenizerTrainedBuilder.builder()
                .id(id)
                .name(name)
                .artifact(tokenizer)
                .vocabularySize(vocabularySize)
                .bytesPerToken(3)
                .unknownRate(0)
                .skippedLines(0)
                .skippedBytes(0)
                .corpus(corpus)
                .settings(TokenizerSettings.ofVocabularySize(vocabularySize))
                .build();
    }

    private static ArtifactReference corpus(ArtifactStore store, String name) throws IOException {
        List<String> prompts = IntStream.range(0, PAIRS).mapToObj(TestCorpus::prompt).toList();
        List<String> stories = IntStream.range(0, PAIRS).mapToObj(TestCorpus::story).toList();
        return reference(
                store.publish(
                        "corpora/" + name,
                        folder -> {
                            Files.write(folder.resolve("prompts.txt"), prompts);
                            Files.write(folder.resolve("stories.txt"), stories);
                        }));
    }

    private static String prompt(int i) {
        return "the %s by the %s".formatted(animal(i), place(i));
    }

    private static String story(int i) {
        return "the %s sat by the %s and saw the moon . <newline> then the %s ran home ."
                .formatted(animal(i), place(i), animal(i));
    }

    private static String animal(int i) {
        return ANIMALS.get(i % ANIMALS.size());
    }

    private static String place(int i) {
        return PLACES.get(i / ANIMALS.size());
    }

    private static ArtifactReference reference(Artifact artifact) {
        return new ArtifactReference(artifact.key(), artifact.sha256());
    }
}

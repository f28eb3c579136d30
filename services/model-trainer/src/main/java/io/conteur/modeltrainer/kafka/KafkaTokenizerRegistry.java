package io.conteur.modeltrainer.kafka;

import io.conteur.events.ArtifactReference;
import io.conteur.events.training.Progressed;
import io.conteur.events.training.TokenizerTrained;
import io.conteur.events.wire.Topic;
import io.conteur.messaging.groupless.WholeTopicReader;
import io.conteur.modeltrainer.registry.TokenizerRegistry;
import io.conteur.workersupport.JobControl;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Reads the topic {@code tokenizers} in the background, and {@code progress} on demand. */
public final class KafkaTokenizerRegistry implements TokenizerRegistry, AutoCloseable {
    private final Map<String, Object> client;
    private final JobControl control;

    /** By name and artifact, the newest last. */
    private final Map<String, Map<ArtifactReference, TokenizerTrained>> versions =
            new ConcurrentHashMap<>();

    private final WholeTopicReader<TokenizerTrained> reader;

    KafkaTokenizerRegistry(Map<String, Object> client, JobControl control) {
        this.client = client;
        this.control = control;
        this.reader =
                new WholeTopicReader<>(
                        Topic.TOKENIZERS,
                        client,
                        this::add,
                        tombstone ->
                                versions.remove(
                                        new String(tombstone.key(), StandardCharsets.UTF_8)));
    }

    private void add(TokenizerTrained tokenizer) {
        versions.compute(
                tokenizer.name(),
                (name, known) -> {
                    Map<ArtifactReference, TokenizerTrained> all =
                            known == null ? new LinkedHashMap<>() : new LinkedHashMap<>(known);
                    all.remove(tokenizer.artifact());
                    all.put(tokenizer.artifact(), tokenizer);
                    return all;
                });
    }

    @Override
    public Optional<TokenizerTrained> newest(String name) {
        return newest(name, tokenizer -> true);
    }

    @Override
    public Optional<TokenizerTrained> newest(String name, Predicate<TokenizerTrained> fits) {
        CatchUp.await(reader, control);
        return versions.getOrDefault(name, Map.of()).values().stream()
                .filter(fits)
                .reduce((earlier, later) -> later);
    }

    @Override
    public Subscription followProgress(Consumer<Progressed> listener) {
        WholeTopicReader<Progressed> progress =
                new WholeTopicReader<>(Topic.PROGRESS, client, listener);
        return progress::close;
    }

    boolean loaded() {
        return reader.loaded();
    }

    boolean alive() {
        return reader.alive();
    }

    @Override
    public void close() {
        reader.close();
    }
}

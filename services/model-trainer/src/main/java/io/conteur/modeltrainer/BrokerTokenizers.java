package io.conteur.modeltrainer;

import io.conteur.events.ArtifactReference;
import io.conteur.events.training.Progressed;
import io.conteur.events.training.TokenizerTrained;
import io.conteur.events.wire.Topic;
import io.conteur.messaging.consumer.TopicTable;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Reads the topics {@code tokenizers}, all the time, and {@code progress}, when asked. */
final class BrokerTokenizers implements TokenizerTable, AutoCloseable {
    private final Map<String, Object> client;
    private final Pulse pulse;

    /**
     * By name and artifact, the newest last; as many as were trained while the topic keeps them.
     */
    private final Map<String, Map<ArtifactReference, TokenizerTrained>> versions =
            new ConcurrentHashMap<>();

    private final TopicTable<TokenizerTrained> table;

    BrokerTokenizers(Map<String, Object> client, Pulse pulse) {
        this.client = client;
        this.pulse = pulse;
        this.table =
                new TopicTable<>(
                        Topic.TOKENIZERS,
                        client,
                        this::remember,
                        tombstone ->
                                versions.remove(
                                        new String(tombstone.key(), StandardCharsets.UTF_8)));
    }

    private void remember(TokenizerTrained tokenizer) {
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
        Tables.await(table, pulse);
        return versions.getOrDefault(name, Map.of()).values().stream()
                .filter(fits)
                .reduce((earlier, later) -> later);
    }

    @Override
    public Subscription followProgress(Consumer<Progressed> listener) {
        TopicTable<Progressed> progress = new TopicTable<>(Topic.PROGRESS, client, listener);
        return progress::close;
    }

    boolean loaded() {
        return table.loaded();
    }

    boolean alive() {
        return table.alive();
    }

    @Override
    public void close() {
        table.close();
    }
}

package io.conteur.modeltrainer;

import io.conteur.events.Progressed;
import io.conteur.events.TokenizerTrained;
import io.conteur.events.Topic;
import io.conteur.messaging.TopicTable;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Reads the topics {@code tokenizers}, all the time, and {@code progress}, when asked. */
final class BrokerTokenizers implements TokenizerTable, AutoCloseable {
    private final Map<String, Object> client;
    private final TopicTable<TokenizerTrained> table;

    BrokerTokenizers(Map<String, Object> client) {
        this.client = client;
        this.table = new TopicTable<>(Topic.TOKENIZERS, client, tokenizer -> {});
    }

    @Override
    public Optional<TokenizerTrained> newest(String name) {
        Tables.await(table);
        return table.newest(name);
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

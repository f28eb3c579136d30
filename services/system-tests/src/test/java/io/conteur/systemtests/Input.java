package io.conteur.systemtests;

import io.conteur.events.wire.Topic;

/** A topic that a service takes requests from, and small requests for it. */
enum Input {
    PROMPTS(Topic.PROMPTS, "story-generator", "completed"),
    TRAINING_REQUESTS(Topic.TRAINING_REQUESTS, "model-trainer", "rejected"),
    TOKENIZER_REQUESTS(Topic.TOKENIZER_REQUESTS, "tokenizer-trainer", "rejected");

    /** One that does not exist: a request for it ends at once. */
    private static final String CORPUS =
            "{\"key\":\"corpora/none\",\"sha256\":"
                    + "\"5e884898da28047151d0e56f8dc6292773603d0d6aabbd62a11ef721d1542d8a\"}";

    private final Topic<?> topic;
    private final String service;
    private final String outcome;

    Input(Topic<?> topic, String service, String outcome) {
        this.topic = topic;
        this.service = service;
        this.outcome = outcome;
    }

    Topic<?> topic() {
        return topic;
    }

    /** Who takes the requests; its consumer group is called the same. */
    String service() {
        return service;
    }

    /** The work that its outcomes name; those of prompts name none. */
    String work() {
        return switch (this) {
            case PROMPTS -> "";
            case TRAINING_REQUESTS -> "model";
            case TOKENIZER_REQUESTS -> "tokenizer";
        };
    }

    /** How the small requests end. */
    String outcome() {
        return outcome;
    }

    /**
     * The fields of a small request, its id left out.
     *
     * @param name of what is wanted; unique, so that no request meets what an earlier one made
     */
    String json(String name) {
        return switch (this) {
            case PROMPTS ->
                    "{\"prompt\":\"A fox and %s\",\"model\":\"micro\",\"maxTokens\":4}"
                            .formatted(name);
            case TRAINING_REQUESTS -> "{\"model\":\"%s\",\"corpus\":%s}".formatted(name, CORPUS);
            case TOKENIZER_REQUESTS -> "{\"name\":\"%s\",\"corpus\":%s}".formatted(name, CORPUS);
        };
    }

    /** A small request under the name of what is wanted. */
    KafkaRequest request(String id, String name) {
        return KafkaRequest.of(name, "{\"id\":\"%s\",%s".formatted(id, json(name).substring(1)));
    }
}

package io.conteur.httpapi.request;

import java.util.UUID;

/** The two ways to ask for a story. */
public enum Endpoint {
    COMPLETIONS("/v1/completions", "cmpl-"),
    CHAT("/v1/chat/completions", "chatcmpl-");

    private final String path;
    private final String prefix;

    Endpoint(String path, String prefix) {
        this.path = path;
        this.prefix = prefix;
    }

    public String path() {
        return path;
    }

    /** A new id for a prompt. */
    public String newId() {
        return prefix + UUID.randomUUID().toString().replace("-", "");
    }
}

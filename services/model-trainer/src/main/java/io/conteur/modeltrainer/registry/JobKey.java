package io.conteur.modeltrainer.registry;

/** Names a job: its id alone is unique among the jobs of one model. */
public record JobKey(String model, String id) {}

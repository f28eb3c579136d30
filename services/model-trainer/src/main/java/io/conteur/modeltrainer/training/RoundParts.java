package io.conteur.modeltrainer.training;

import io.conteur.modeltrainer.rounds.RoundRegistry;
import io.conteur.modeltrainer.rounds.RoundSettings;
import io.conteur.modeltrainer.rounds.UpdateStore;

/** What rounds need beside a session. */
public record RoundParts(RoundRegistry registry, UpdateStore updates, RoundSettings settings) {}

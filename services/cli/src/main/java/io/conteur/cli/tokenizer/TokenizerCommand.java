package io.conteur.cli.tokenizer;

import picocli.CommandLine.Command;

/** Groups the tokenizer commands. */
@Command(
        name = "tokenizer",
        description = "Trains and uses SentencePiece tokenizers; needs no Kafka.",
        footer = {
            "  ./conteur tokenizer train --input stories.txt --output mine",
            "  ./conteur tokenizer encode --model mine.model < stories.txt"
        },
        subcommands = {
            TokenizerTrainCommand.class,
            TokenizerCountCommand.class,
            TokenizerEncodeCommand.class,
            TokenizerDecodeCommand.class
        },
        synopsisSubcommandLabel = "COMMAND")
public final class TokenizerCommand {}

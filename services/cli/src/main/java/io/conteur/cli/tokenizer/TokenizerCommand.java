package io.conteur.cli.tokenizer;

import picocli.CommandLine.Command;

/** Groups the tokenizer commands. */
@Command(
        name = "tokenizer",
        description = "Trains and uses SentencePiece tokenizers; needs no Kafka.",
        subcommands = {
            TokenizerTrainCommand.class,
            TokenizerEncodeCommand.class,
            TokenizerDecodeCommand.class
        },
        synopsisSubcommandLabel = "COMMAND")
public final class TokenizerCommand {}

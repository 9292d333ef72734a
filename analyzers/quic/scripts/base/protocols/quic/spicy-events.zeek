##! The events of QUIC are declared where its analyzer is; this path is here for scripts that load it.

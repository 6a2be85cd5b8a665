// SPDX-License-Identifier: GPL-2.0-or-later
// The least that counts as a configured kernel tree, with two files of assembly that the configuration decides about.

export const probe = '/linux/arch/x86/lib/probe.S', xen = '/linux/arch/x86/lib/xen.S';

const configuration = 'CONFIG_X86=y\nCONFIG_X86_64=y\nCONFIG_64BIT=y\nCONFIG_OBJTOOL=y\nCONFIG_HAVE_OBJTOOL=y\nCONFIG_UNWINDER_ORC=y\nCONFIG_XEN=y\nCONFIG_XEN_PV=y\nCONFIG_PARAVIRT=y\nCONFIG_PARAVIRT_XXL=y\nCONFIG_MITIGATION_RETPOLINE=y\n';

export const probeText = `#include <linux/own.h>
	.text
f:	BEGIN
	push %rbx
#ifdef CONFIG_MITIGATION_RETPOLINE
	nop
#endif
	pop %rbx
	END
	ret
	.type f, @function
	.size f, . - f
`;

export function smallTree(): Map<string, string> {
  return new Map([
    ['/linux/Makefile', 'VERSION = 6\nPATCHLEVEL = 12\nSUBLEVEL = 3\n'], ['/linux/.config', configuration], ['/linux/arch/x86/Makefile', ''],
    ['/linux/include/linux/kconfig.h', '#include <generated/autoconf.h>\n'], ['/linux/include/generated/autoconf.h', '#define CONFIG_X86_64 1\n#define CONFIG_MITIGATION_RETPOLINE 1\n'],
    ['/linux/include/generated/asm-offsets.h', ''], ['/linux/arch/x86/include/generated/uapi/asm/types.h', ''],
    ['/linux/include/linux/own.h', '#ifdef CONFIG_FRAME_POINTER\n#define BEGIN push %rbp ; mov %rsp, %rbp\n#define END pop %rbp\n#else\n#define BEGIN\n#define END\n#endif\n'],
    ['/linux/arch/x86/lib/Makefile', 'lib-y := probe.o\nobj-$(CONFIG_XEN_PV) += xen.o\n'], [probe, probeText], [xen, 'g:\tret\n'],
    ['/linux/.config.old', configuration.replace('CONFIG_XEN_PV=y\n', '')], ['/linux/.config.broken', 'nothing\n'],
    ['/build/.config', configuration.replace('CONFIG_MITIGATION_RETPOLINE=y\n', '')], ['/build/Makefile', 'include /linux/Makefile\n'], ['/build/include/generated/autoconf.h', '#define CONFIG_X86_64 1\n'],
    ['/build/include/generated/asm-offsets.h', ''], ['/build/arch/x86/include/generated/uapi/asm/types.h', ''],
  ]);
}

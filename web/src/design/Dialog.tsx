import type { ReactNode } from "react";
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from "react-aria-components";

interface DialogProps {
  title: string;
  isOpen: boolean;
  onClose: () => void;
  children: ReactNode;
}

/** A question that must be answered or left before the page goes on. Escape leaves it. */
export function Dialog({ title, isOpen, onClose, children }: DialogProps) {
  return (
    <ModalOverlay
      isOpen={isOpen}
      onOpenChange={(open) => !open && onClose()}
      isDismissable
      className="fixed inset-0 z-40 grid place-items-center overflow-y-auto bg-paper/80 p-5"
    >
      <Modal className="w-full max-w-[34rem] rounded-sm border border-edge bg-sheet shadow-lg shadow-black/20">
        <AriaDialog className="p-6 outline-none">
          <Heading slot="title" className="mb-3 font-serif text-xl font-semibold">
            {title}
          </Heading>
          {children}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
